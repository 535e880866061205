"""Anybody's long table of answers, one a line, read and checked without a database.

`reading.read_long_table` is the way in; the command `analyse` is the door to it.
"""
