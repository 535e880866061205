"""Finding the methods that a command is about."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.management.base import CommandError

from recommender import lookup
from recommender.methods import registry
from recommender.methods.method import Method


def methods_named(keys: Iterable[str]) -> list[Method]:
    """The methods, each once, or an end of the command that lists the known ones."""
    try:
        return [registry.method(key, settings.METHODS) for key in dict.fromkeys(keys)]
    except registry.UnknownMethod as error:
        raise CommandError(str(error)) from error


def available_methods(say: Callable[[str], object]) -> list[Method]:
    """Every method that can run here; why the others cannot is said."""
    available = []
    for method in registry.methods(settings.METHODS):
        if reason := lookup.reason_unavailable(method):
            say(f"{method.key}: {reason}")
        else:
            available.append(method)
    return available
