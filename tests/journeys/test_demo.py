"""`manage.py demo`, which is `make demo` after the installation, on a few photographs."""

import re
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.hashers import check_password
from PIL import Image

from tests.journeys.conftest import Start
from tests.journeys.running import Site

pytestmark = pytest.mark.embedded

CATEGORIES, PRODUCTS = ("mugs", "shoes"), 7
NOWHERE = "http://127.0.0.1:9"  # the discard port: whoever asks for the network is refused at once
EMBEDDED = {"DATABASE_URL": "", "REDIS_URL": ""}


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    generator = np.random.default_rng(5)
    for category in CATEGORIES:
        folder = tmp_path / "Corner shop" / category
        folder.mkdir(parents=True)
        for number in range(PRODUCTS):
            coarse = generator.integers(0, 255, (6, 6, 3), dtype=np.uint8)
            Image.fromarray(coarse).resize((200, 240)).save(folder / f"{category}-{number}.jpg")
    return tmp_path / "Corner shop"


@pytest.fixture
def demo(start: Start, photographs: Path, tmp_path: Path) -> Callable[[], Site]:
    """Without weights and without a network, so that two methods are left: ssim and random."""

    def started() -> Site:
        return start(
            *("demo", "--port", "0", "--catalogue", str(photographs)),
            **EMBEDDED,
            SIMSURVEY_WEIGHTS_DIR=str(tmp_path / "no-weights"),
            HOME=str(tmp_path / "no-copies-of-rembg"),
            http_proxy=NOWHERE,
            https_proxy=NOWHERE,
        )

    return started


def rows(site: Site, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(site.folder / "simsurvey.sqlite3")) as database:
        return database.execute(query).fetchall()


def computed(site: Site) -> list[tuple[Any, ...]]:
    """What would change if anything were computed again."""
    return rows(site, "SELECT method, state, lists, seconds, finished_at FROM recommender_run")


def loaded_by_web_servers(site: Site) -> str:
    """The files, libraries among them, in gunicorn's memory after each kind of page."""
    for path in "/", "/s/corner-shop/", "/results/corner-shop/", "/admin/":
        site.get(path)
    servers = [number for number, command in site.processes().items() if "gunicorn" in command]
    assert len(servers) == 3
    return "".join(Path(f"/proc/{number}/maps").read_text() for number in servers)


def finish(site: Site) -> None:
    site.said("Everything is computed and the survey is open")
    assert site.stop() == 0
    assert site.processes() == {}


def test_demo_opens_a_survey_and_a_second_one_computes_nothing(
    demo: Callable[[], Site], settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    first = demo()
    password = first.said(r"user admin, password (\S+)")[1]
    survey = first.said(r"Take the survey +http://[^/]+(/s/corner-shop/)\n")[1]
    first.said(r"Administration +http://[^/]+/admin/\n")
    first.said(r"Results +http://[^/]+/results/corner-shop/\n")
    first.said("Everything is computed and the survey is open")
    check_that_it_is_open(first, survey)
    finish(first)
    before = computed(first)

    second = demo()
    second.said("The survey is open, as you left it")
    again = second.said(r"user admin, password (\S+)")[1]
    finish(second)

    assert computed(second) == before
    assert rows(second, "SELECT COUNT(*) FROM surveys_round") == [(1,)]
    [(encoded,)] = rows(second, "SELECT password FROM auth_user WHERE username = 'admin'")
    assert again == password
    assert check_password(password, encoded)


def check_that_it_is_open(site: Site, survey: str) -> None:
    """With the methods that need nothing, nobody's answers, and no network in the web server."""
    assert site.get(survey)[0] == 200
    site.said(r"Left out: efficientnet, efficientnet\+segmented\. .*fetch_weights")
    site.said("Nobody has answered yet")
    assert {row[:3] for row in computed(site)} == {
        ("ssim", "finished", len(CATEGORIES) * PRODUCTS),
        ("random", "finished", len(CATEGORIES) * PRODUCTS),
    }
    assert rows(site, "SELECT COUNT(*) FROM surveys_participation") == [(0,)]
    loaded = loaded_by_web_servers(site)
    assert "_sqlite3" in loaded
    assert not re.search(r"torch|onnxruntime|llvmlite|numba", loaded)


def test_a_demo_that_was_killed_goes_on_and_doubles_nothing(demo: Callable[[], Site]) -> None:
    killed = demo()
    killed.said("Importing")
    killed.stop(signal.SIGKILL)

    again = demo()
    finish(again)

    lists = len(CATEGORIES) * PRODUCTS * 5 * len(["ssim", "random"])
    assert rows(again, "SELECT COUNT(*) FROM recommender_product") == [(14,)]
    assert rows(again, "SELECT COUNT(*) FROM recommender_neighbour") == [(lists,)]
    assert rows(again, "SELECT slug, state FROM surveys_round") == [("corner-shop", "open")]


def test_photographs_that_are_not_there_are_said_before_anything_starts(start: Start) -> None:
    site = start("demo", "--port", "0", "--catalogue", "/no/such/photographs", **EMBEDDED)

    assert site.ended() == 1
    assert site.output.startswith("CommandError: There is nothing at /no/such/photographs: name a")
    assert not (site.folder / "simsurvey.sqlite3").exists()


def test_a_folder_without_photographs_is_said_and_leaves_no_survey(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    site = start("demo", "--port", "0", "--catalogue", str(tmp_path / "empty"), **EMBEDDED)

    site.said("The preparation ended with code 1; the site goes on without it")

    assert "Traceback" not in site.output
    assert site.get("/s/empty/")[0] == 404
    assert rows(site, "SELECT COUNT(*) FROM surveys_round") == [(0,)]
    assert rows(site, "SELECT COUNT(*) FROM recommender_catalogue") == [(0,)]


@pytest.mark.parametrize("variable", ["DATABASE_URL", "REDIS_URL"])
def test_demo_never_touches_production(start: Start, variable: str) -> None:
    production = {"DATABASE_URL": "postgres://db.example.org/survey", "REDIS_URL": "redis://r/0"}
    environment = EMBEDDED | {variable: production[variable], "SECRET_KEY": "x" * 50}

    site = start("demo", "--port", "0", **environment, ALLOWED_HOSTS="survey.example.org")

    assert site.ended() == 1
    assert "the demo would give the administrator there a new password" in site.output
