import pytest

from surveys import rounds
from surveys.models import Round
from surveys.simulation import Profile, simulate
from tests.surveys.factories import LABELS_OF_5, make_round

Format = Round.AnswerFormat


@pytest.fixture
def simulated(catalogue):
    """A round with practice, checks, repeats and shared lists, answered by eight, two of whom left.

    clip's lists are those of ssim; somebody does not look, and answers may say “I can't judge”.
    """

    def answered(answer_format=Format.SET_RATING, participants=8, **changes):
        fields = {
            "practice": True,
            "identical_checks": 1,
            "instructed_checks": 1,
            "repeated_trials": 1,
            "allows_cannot_judge": True,
            "scale_labels": LABELS_OF_5,
            "answer_format": answer_format,
        }
        methods = ["ssim", "clip", "efficientnet", "random"]
        round = rounds.open_round(round=make_round(catalogue, methods, **fields | changes))
        profile = Profile(careless=0.25, dropouts=0.25, cannot_judge=0.05)
        if participants:
            simulate(round=round, participants=participants, seed=3, profile=profile)
        return round

    return answered
