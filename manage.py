#!/usr/bin/env python
"""Django's command line for SimSurvey."""

import os
import sys

try:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
except ModuleNotFoundError:
    sys.exit(
        f"SimSurvey is not installed for {sys.executable}. Install it with “make install”, then "
        "use .venv/bin/python, or activate it: source .venv/bin/activate"
    )

from simsurvey import tables

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "simsurvey.settings")
    try:
        tables.prepare(sys.argv)
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
