"""Primavera P6: the plan in an XER file, with the dates that P6 stored in it."""

from pmrisk.read.xer.reader import read_xer as read_xer
