"""The thresholds that the DCMA's 14-point assessment made common."""

#: Working days: two months. Longer work, waiting or float is hard to control.
LONG = 44
#: Per cent of the unfinished activities, or of their relationships.
TOLERATED = 5
#: Per cent of the relationships: finish-to-start, the kind that anyone can follow.
FINISH_TO_START = 90
