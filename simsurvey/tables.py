"""The database's tables, before a command needs them."""

import sys

import django
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ROOMS = {"recommender", "surveys"}
WITHOUT_DATABASE = {"analyse"}


def prepare(arguments: list[str]) -> None:
    """Make what is missing where SQLite is our own; on a server that is the operator's to do.

    Only before commands of ours that look into it: `up` and `demo` look after the tables
    themselves, and Django's own commands do as they always do.
    """
    django.setup()
    name = arguments[1] if len(arguments) > 1 else ""
    asks = get_commands().get(name) in ROOMS and name not in WITHOUT_DATABASE
    if not asks or {"-h", "--help"} & set(arguments):
        return
    if not _behind():
        return
    if settings.PRODUCTION:
        sys.exit("The database is behind the code: run `python manage.py migrate` first.")
    call_command("migrate", interactive=False, verbosity=0)


def _behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
