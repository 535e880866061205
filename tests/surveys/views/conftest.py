"""For the pages of participants."""

import pytest


@pytest.fixture
def at(participation):
    """Addresses behind the participant's own link."""
    return lambda rest="": f"/p/{participation.token}/{rest}"
