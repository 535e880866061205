#!/usr/bin/env python
"""Django's command line for SimSurvey."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from simsurvey import tables

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "simsurvey.settings")
    try:
        tables.prepare(sys.argv)
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
