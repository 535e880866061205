"""What goes into an archive as it is: what to read first, and the analysis in Python and R."""
