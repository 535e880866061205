"""Sites that really run, for the journeys."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.running import Site
from tests.journeys.visiting import Visit

Start = Callable[..., Site]


@pytest.fixture
def start(installation: dict[str, str]) -> Iterator[Start]:
    """Start `manage.py COMMAND …` in the test's own installation; it is cleared away afterwards."""
    sites = []

    def started(*command: str, **environment: str) -> Site:
        sites.append(Site(installation | environment, *command))
        return sites[-1]

    yield started
    for site in sites:
        site.clear_away()


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator[Callable[..., Visit]]:
    """Start somebody's visit; whatever its pages complained of is a failure."""
    visits: list[Visit] = []

    def started(**options: object) -> Visit:
        visits.append(Visit(browser, live_server.url, **options))
        return visits[-1]

    yield started
    for one in visits:
        one.context.close()
        assert one.faults == []
