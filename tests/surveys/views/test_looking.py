"""Who may see who leads."""

import pytest

from surveys.models import Round
from surveys.results import Answering
from surveys.views.looking import may_see_who_leads
from tests.surveys.answered import open_round

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "allowed", "answering", "may"),
    [
        ("open", False, Answering.PEOPLE, False),
        ("paused", False, Answering.PEOPLE, False),
        ("open", True, Answering.PEOPLE, True),
        ("open", False, Answering.SIMULATED, True),
        ("closed", False, Answering.PEOPLE, True),
        ("archived", False, Answering.PEOPLE, True),
    ],
)
def test_who_leads_is_shown_unasked_only_after_the_end(rf, state, allowed, answering, may):
    round = open_round(state=Round.State(state), shows_leader_while_open=allowed)
    request = rf.get("/")
    request.session = {}

    assert may_see_who_leads(request, round, answering) is may
