"""Wiring: settings, addresses, the web server, the worker and the supervisor of both."""

from simsurvey.celery import app as celery_app

__all__ = ["celery_app"]
