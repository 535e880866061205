"""Who loads the admin's pages, and with them statistics and charts: whoever serves or checks them.

Each in a process of its own, because this one has loaded everything long ago.
"""

import subprocess
import sys

import pytest

from tests.environment import PROJECT

pytestmark = pytest.mark.embedded

LOADED = "import sys; print(*sys.modules)"
PAGES, CHARTS, STATISTICS = "surveys.admin.rounds", "matplotlib", "scipy.stats"


def loaded_by(program: str, environment: dict[str, str]) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{program}; {LOADED}"],
        cwd=PROJECT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "simsurvey.settings"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "command", ["open_round", "close_round", "create_round", "export_round", "import_catalogue"]
)
def test_a_command_waits_for_no_page_of_the_site(
    command: str, installation: dict[str, str]
) -> None:
    setup = "import django; django.setup(); from django.core.management import load_command_class"
    room = "recommender" if command == "import_catalogue" else "surveys"

    loaded = loaded_by(
        f"{setup}; made = load_command_class({room!r}, {command!r}); "
        "assert not made.requires_system_checks",
        installation,
    )

    assert f"{room}.management.commands.{command}" in loaded
    assert not loaded & {PAGES, CHARTS, STATISTICS}


def test_the_web_process_has_every_page_before_anybody_asks(installation: dict[str, str]) -> None:
    assert {PAGES, "surveys.views.results"} <= loaded_by("import simsurvey.wsgi", installation)


def test_checking_finds_the_pages(installation: dict[str, str]) -> None:
    check = "import django; django.setup(); from django.core.checks import run_checks"

    assert PAGES in loaded_by(f"{check}; run_checks(tags=['admin'])", installation)
