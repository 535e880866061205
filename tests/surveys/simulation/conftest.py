import pytest

from surveys import rounds
from tests.surveys.factories import make_round


@pytest.fixture
def opened_with(catalogue):
    """Opens a round of 8 references, 5 a participant, of 3 methods, with practice and checks."""

    def opened(**changes):
        fields = {
            "references_count": 8,
            "trials_per_participant": 5,
            "practice": True,
            "identical_checks": 2,
            "instructed_checks": 1,
            "repeated_trials": 1,
        }
        draft = make_round(catalogue, ["ssim", "efficientnet", "random"], **fields | changes)
        return rounds.open_round(round=draft)

    return opened
