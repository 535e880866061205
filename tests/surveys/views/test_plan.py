"""Planning what a draft's results shall be."""

import pytest
from django.urls import reverse

from surveys import rounds
from surveys.analysis_plans import AnalysisPlan
from surveys.models import RoundEvent

pytestmark = pytest.mark.django_db


def address(round):
    return reverse("surveys:plan", args=[round.slug])


def test_a_plan_is_saved_with_who_and_shown_again(admin_client, admin_user, draft):
    given = {
        "contrasts": ["ssim − efficientnet"],
        "without_flagged": "1",
        "half_width": "4.5",
        "participants": "40",
    }

    response = admin_client.post(address(draft), given)
    draft.refresh_from_db()
    shown = admin_client.get(address(draft)).text

    assert response.status_code == 302
    assert AnalysisPlan.from_json(draft.analysis_plan) == AnalysisPlan(
        contrasts=(("ssim", "efficientnet"),),
        without_flagged=True,
        half_width=4.5,
        participants=40,
    )
    event = draft.events.get(kind=RoundEvent.Kind.PLANNED)
    assert event.user == admin_user
    assert 'value="4.5"' in shown
    assert "checked" in shown


@pytest.mark.parametrize(
    "given", [{"contrasts": ["ssim − nothing"]}, {"half_width": "0"}, {"participants": "-1"}]
)
def test_what_makes_no_sense_is_refused(admin_client, draft, given):
    response = admin_client.post(address(draft), given)

    draft.refresh_from_db()
    assert response.status_code == 422
    assert draft.analysis_plan == {}


def test_an_opened_round_cannot_be_planned_any_more(admin_client, opened):
    response = admin_client.post(address(opened), {"participants": "40"})

    opened.refresh_from_db()
    assert response.url == reverse("surveys:results", args=[opened.slug])
    assert opened.analysis_plan == {}
    with pytest.raises(rounds.RoundNotDraft):
        rounds.plan_results(round=opened, plan=AnalysisPlan(participants=40))


def test_opening_seals_the_plan(draft):
    rounds.plan_results(round=draft, plan=AnalysisPlan(participants=40))

    opened = rounds.open_round(round=draft)

    assert len(opened.analysis_plan_sha256) == 64
    assert opened.analysis_plan["participants"] == 40


def test_a_plan_with_a_method_that_the_round_lacks_is_refused(draft):
    with pytest.raises(ValueError, match="does not compare clip"):
        rounds.plan_results(round=draft, plan=AnalysisPlan(contrasts=(("clip", "ssim"),)))


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"contrasts": [["a", "a"]]}, "two different methods"),
        ({"contrasts": [["a", "b"], ["b", "a"]]}, "twice"),
        ({"half_width": 0}, "above 0"),
        ({"colour": "red"}, "has no colour"),
    ],
)
def test_plans_that_contradict_themselves_are_refused(plan, words):
    with pytest.raises(ValueError, match=words):
        AnalysisPlan.from_json(plan)


def test_strangers_and_readers_may_not_plan(client, django_user_model, draft):
    assert client.get(address(draft)).url.startswith(reverse("admin:login"))
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))
    assert client.post(address(draft), {"participants": "4"}).status_code == 403
