"""No IP address is stored anywhere."""

import logging

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from simsurvey import webserver
from surveys.models import Participation, Rating

ADDRESS = "203.0.113.77"


def test_no_column_is_made_for_an_ip_address():
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]

    assert not [field for field in fields if isinstance(field, models.GenericIPAddressField)]
    named = {str(field) for field in fields if {"ip", "ip_address"} & {*field.name.split("_")}}
    assert named == set()


def test_web_server_writes_no_access_log():
    assert webserver.accesslog is None
    assert not getattr(webserver, "logger_class", None)


@pytest.mark.django_db
def test_a_participant_s_address_is_nowhere_in_the_database_nor_in_a_log(opened, client, caplog):
    caplog.set_level(logging.DEBUG)
    came_from = {"REMOTE_ADDR": ADDRESS, "HTTP_X_FORWARDED_FOR": ADDRESS, "HTTP_X_REAL_IP": ADDRESS}
    door = reverse("surveys:welcome", args=[opened.slug])
    form = client.get(door, **came_from).context["form"]
    arrival = {"arrival": form["arrival"].value(), "decision": "agree"}
    client.post(door, arrival, **came_from)
    token = Participation.objects.get().token
    trial = reverse("surveys:trial", args=[token, 1])
    client.post(trial, dict.fromkeys("ABC", "3"), **came_from)
    client.get(reverse("surveys:resume", args=[token]), **came_from)

    assert Rating.objects.count() == 3
    assert ADDRESS not in everything_stored()
    assert ADDRESS not in caplog.text


def everything_stored():
    everywhere = apps.get_models(include_auto_created=True)
    return repr([list(model._base_manager.values_list()) for model in everywhere])
