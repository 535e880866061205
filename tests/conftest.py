"""What every test may ask for, and what it finds around it."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from tests.environment import PROJECT

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "installation"}


def pytest_configure() -> None:
    # Hashed file names and slow password hashes are tested where they matter, not in every test.
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is missing
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A file as in real life: threads share an SQLite database in memory by other rules of locking.
    if not settings.DATABASE_URL:
        settings.DATABASES["default"]["TEST"]["NAME"] = str(settings.DATA_DIR / "tests.sqlite3")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")
        if PROJECT / "tests" / "journeys" in item.path.parents:
            item.add_marker("journey")


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """The folder of stored pictures, empty at the start of every test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": settings.MEDIA_ROOT}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """No test speaks the language that an earlier test's request left behind in this thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def clothing() -> Path:
    """The folder of 1,200 real photographs that is not part of the project."""
    shared = os.environ.get("SIMSURVEY_CATALOGUES") or PROJECT.parent / "shared" / "catalogues"
    folder = Path(shared) / "clothing"
    if not folder.is_dir():
        pytest.skip(f"no real catalogue in {folder}; SIMSURVEY_CATALOGUES says where one is")
    return folder


@pytest.fixture
def weights_dir() -> Path:
    """The folder that `fetch_weights` has filled."""
    folder = settings.METHODS.weights_dir
    if not folder.is_dir() or not any(folder.iterdir()):
        pytest.skip(f"no weights in {folder}; `python manage.py fetch_weights` brings them")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program; the project uses the system's and downloads none."""
    path = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if path is None:
        pytest.skip("no chromium on this machine (apt-get install chromium, or set CHROMIUM)")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One real browser for the session; every test opens a context of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty SimSurvey that the project's commands can run in.

    A data folder of its own; where DATABASE_URL and REDIS_URL are set, also a database of its own
    on that PostgreSQL, and a Redis database that holds nothing.
    """
    environment = {**os.environ, "SIMSURVEY_DATA_DIR": str(tmp_path / "data"), "HTTPS": "0"}
    if settings.REDIS_URL:
        environment["REDIS_URL"] = _emptied(_beside_this_worker(settings.REDIS_URL))
    if not settings.DATABASE_URL:
        yield environment
        return
    name = f"simsurvey_{uuid.uuid4().hex}"
    _administer(f'CREATE DATABASE "{name}"')
    yield environment | {"DATABASE_URL": _with_path(settings.DATABASE_URL, name)}
    _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def _administer(statement: str) -> None:
    import psycopg

    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _beside_this_worker(url: str) -> str:
    """Another Redis database for each of pytest's workers: none takes another's messages."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return _with_path(url, str(int(urlsplit(url).path.strip("/") or 0) + 1 + number))


def _emptied(url: str) -> str:
    import redis

    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


def _with_path(url: str, path: str) -> str:
    return urlsplit(url)._replace(path=f"/{path}").geturl()
