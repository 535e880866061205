import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from surveys import rounds
from surveys.models import Round, RoundEvent
from tests.surveys.factories import LABELS_OF_5, LABELS_OF_7, make_round, take_part

pytestmark = pytest.mark.django_db


def test_created_round_is_a_draft_with_a_seed_of_its_own(catalogue):
    one, two = (make_round(catalogue, ["ssim"], slug=slug, seed=None) for slug in ("one", "two"))

    assert one.state == Round.State.DRAFT
    assert not one.is_frozen
    assert one.seed != two.seed


def test_creating_keeps_the_given_seed(catalogue):
    assert make_round(catalogue, ["ssim"], seed=0).seed == 0


@pytest.mark.parametrize("labels", [["no", "yes"], LABELS_OF_5, LABELS_OF_7, list("abcdefghijk")])
def test_scale_has_as_many_points_as_labels(catalogue, labels):
    round = make_round(catalogue, ["ssim"], scale_labels=labels)

    assert round.value_bounds(slots=3) == (1, len(labels))


def test_created_round_has_an_open_link_and_the_first_line_of_its_log(catalogue):
    maker = User.objects.create(username="maker")

    round = make_round(catalogue, ["ssim"], created_by=maker)

    link = round.channels.get()
    assert (link.slug, link.quota, link.is_active) == ("open", None, True)
    event = round.events.get()
    assert (event.kind, event.user) == (RoundEvent.Kind.CREATED, maker)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"method_keys": []}, "method_keys", "at least one method"),
        ({"method_keys": ["ssim", "ssim"]}, "method_keys", "named twice"),
        ({"scale_labels": ["a"]}, "scale_labels", "2 to 11 points"),
        ({"scale_labels": [*"abcd", " "]}, "scale_labels", "label of its own"),
        ({"scale_labels": [*"abcd", "A"]}, "scale_labels", "the same label"),
        ({"scale_labels": [*"abcd", "e" * 61]}, "scale_labels", "at most 60"),
        ({"references_count": 0}, "references_count", "greater than or equal to 1"),
        ({"trials_per_participant": 7}, "trials_per_participant", "nobody sees a reference twice"),
        ({"consent_text": ""}, "consent_text", "cannot be blank"),
        ({"title": ""}, "title", "cannot be blank"),
        ({"slug": "two words"}, "slug", "valid “slug”"),
        ({"seed": -1}, "seed", "greater than or equal to 0"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_a_sentence(catalogue, changes, field, sentence):
    fields = {"method_keys": ["ssim"], **changes}

    with pytest.raises(ValidationError) as refused:
        make_round(catalogue, fields.pop("method_keys"), **fields)

    assert sentence in refused.value.message_dict[field][0]
    assert not Round.objects.exists()


def test_address_that_is_taken_is_refused(draft, catalogue):
    with pytest.raises(ValidationError, match="already exists"):
        make_round(catalogue, ["ssim"], slug=draft.slug)


def test_open_round_lets_participants_in_and_freezes(draft):
    opened = rounds.open_round(round=draft)

    assert opened.is_open
    assert opened.is_frozen
    assert opened.opened_at is not None
    assert draft.is_open


def test_open_round_twice_is_refused_and_changes_nothing(opened):
    before = opened.manifest

    with pytest.raises(rounds.RoundNotDraft, match="was opened before"):
        rounds.open_round(round=opened)

    opened.refresh_from_db()
    assert opened.manifest == before
    assert opened.references.count() == 6


def test_close_round_keeps_what_was_answered(opened):
    participation = take_part(opened)

    closed = rounds.close_round(round=opened)

    assert closed.state == Round.State.CLOSED
    assert closed.closed_at is not None
    assert closed.is_frozen
    assert participation.trials.count() == 3


STEPS = {
    "open": rounds.open_round,
    "pause": rounds.pause_round,
    "resume": rounds.resume_round,
    "close": rounds.close_round,
    "archive": rounds.archive_round,
}
LEGAL = {
    "draft": {"open": "open"},
    "open": {"pause": "paused", "close": "closed"},
    "paused": {"resume": "open", "close": "closed"},
    "closed": {"archive": "archived"},
    "archived": {},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("start", LEGAL)
def test_a_round_goes_only_where_its_state_allows(draft, start, step):
    Round.objects.update(state=start)
    draft.refresh_from_db()
    ends = LEGAL[start].get(step)

    if ends is None:
        with pytest.raises(rounds.RoundError, match="“Which look alike\\?”"):
            STEPS[step](round=draft)
    else:
        STEPS[step](round=draft)

    assert draft.state == (ends or start)
    assert Round.objects.get().state == draft.state
    assert draft.events.count() == (1 if ends is None else 2)


def test_who_led_a_round_where_is_logged_with_the_time(draft):
    leader = User.objects.create(username="leader")

    for step in ("open", "pause", "resume", "close", "archive"):
        STEPS[step](round=draft, by=leader)

    kinds = RoundEvent.Kind
    assert [(event.kind, event.user) for event in draft.events.all()] == [
        (kinds.CREATED, None),
        *[
            (kind, leader)
            for kind in (kinds.OPENED, kinds.PAUSED, kinds.RESUMED, kinds.CLOSED, kinds.ARCHIVED)
        ],
    ]
    assert all(event.happened_at for event in draft.events.all())


def test_the_state_in_the_database_counts_and_not_the_callers(opened):
    stale = Round.objects.get()
    rounds.close_round(round=opened)

    with pytest.raises(rounds.RoundNotOpen):
        rounds.pause_round(round=stale)


def test_a_refused_opening_leaves_nothing_behind(catalogue):
    round = make_round(catalogue, ["ssim"], references_count=25)

    with pytest.raises(rounds.NothingToShow):
        rounds.open_round(round=round)

    assert round.events.count() == 1
    assert not round.references.exists()
    assert not round.seats.exists()
