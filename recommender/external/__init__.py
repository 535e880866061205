"""Lists that another system made: read, checked as a whole, and only then kept as a run.

`importing.import_lists` is the whole way; the command and the admin's form are two doors to it.
"""
