"""What gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "simsurvey.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # and with it every page, before anybody waits for one
