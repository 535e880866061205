"""Sites that really run, for the journeys."""

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.running import Site

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
