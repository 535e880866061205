"""Template filters of the survey pages."""
