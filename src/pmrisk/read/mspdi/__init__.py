"""Plans from Microsoft Project, as it saves them in XML (MSPDI)."""

from pmrisk.read.mspdi.reader import read_mspdi as read_mspdi
