"""Django's entry to the app."""

from django.apps import AppConfig


class SimSurveyConfig(AppConfig):
    name = "simsurvey"
