import pytest

from surveys import rounds
from tests.surveys.factories import make_catalogue, make_round, make_run, take_part


@pytest.fixture
def catalogue(db):
    """Two categories of 12; ssim, efficientnet and random differ, clip's lists equal ssim's."""
    catalogue = make_catalogue()
    for method, shift in {"ssim": 1, "efficientnet": 4, "random": 7, "clip": 1}.items():
        make_run(catalogue, method, shift=shift)
    return catalogue


@pytest.fixture
def draft(catalogue):
    return make_round(catalogue, ["ssim", "efficientnet", "random"])


@pytest.fixture
def opened(draft):
    """6 references, 3 a participant, 3 sets each, 5 points."""
    return rounds.open_round(round=draft)


@pytest.fixture
def participation(opened):
    return take_part(opened)
