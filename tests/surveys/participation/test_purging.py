from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from surveys import rounds
from surveys.models import (
    Channel,
    Identity,
    Participation,
    Rating,
    Reference,
    RoundEvent,
    Seat,
    Withdrawal,
)
from surveys.participation import Purged, RoundStillRuns, purge, withdraw
from tests.surveys.factories import answer_all, make_round, take_part

pytestmark = pytest.mark.django_db
KINDS = RoundEvent.Kind


@pytest.fixture
def closed(opened):
    """Two people with ids who answered all, one invitation that nobody used, one who withdrew."""
    channel = Channel.objects.create(round=opened, slug="panel", name="Panel")
    for person in ("one", "two"):
        answer_all(take_part(opened, channel=channel, person=person))
    Identity.objects.create(channel=channel, person="unused", address="a@example.org")
    withdraw(participation=take_part(opened))
    return rounds.close_round(round=opened)


def past(round, days):
    round.retention_until = timezone.localdate() - timedelta(days=days)
    round.save(update_fields=["retention_until"])


def test_ids_are_purged_alone(closed):
    erased = purge(round=closed, ids_only=True)

    assert erased == Purged(participations=0, answers=0, identities=3)
    assert not Identity.objects.exists()
    assert Rating.objects.count() == 18


def test_answers_are_purged_with_ids_and_what_was_frozen_stays(closed):
    frozen = (Reference.objects.count(), Seat.objects.count(), closed.manifest_sha256)

    erased = purge(round=closed, ids_only=False)

    assert erased == Purged(participations=2, answers=18, identities=3)
    assert not Participation.objects.exists()
    assert not Identity.objects.exists()
    closed.refresh_from_db()
    assert (Reference.objects.count(), Seat.objects.count(), closed.manifest_sha256) == frozen
    assert Withdrawal.objects.count() == 1
    assert closed.arrivals == 3


def test_other_rounds_keep_everything(closed, catalogue):
    other = rounds.open_round(round=make_round(catalogue, ["ssim"], slug="other"))
    channel = Channel.objects.create(round=other, slug="panel", name="Panel")
    answer_all(take_part(other, channel=channel, person="one"))

    purge(round=closed, ids_only=False)

    assert (Rating.objects.count(), Identity.objects.count()) == (3, 1)


@pytest.mark.parametrize(
    ("ids_only", "kind", "detail"),
    [
        (True, KINDS.IDS_PURGED, "ids: 3"),
        (False, KINDS.ANSWERS_PURGED, "participations: 2, answers: 18, ids: 3"),
    ],
)
def test_purging_is_logged_with_who_and_what(closed, ids_only, kind, detail):
    user = User.objects.create(username="researcher")

    purge(round=closed, ids_only=ids_only, by=user)

    event = closed.events.last()
    assert (event.kind, event.user, event.detail) == (kind, user, detail)


@pytest.mark.parametrize("ids_only", [True, False])
def test_running_round_is_not_purged(opened, ids_only):
    take_part(opened)

    with pytest.raises(RoundStillRuns, match=r"close it"):
        purge(round=opened, ids_only=ids_only)
    rounds.pause_round(round=opened)
    with pytest.raises(RoundStillRuns):
        purge(round=opened, ids_only=ids_only)

    assert Participation.objects.count() == 1


def test_purging_takes_as_few_queries_for_many_as_for_one(opened, django_assert_max_num_queries):
    for _ in range(5):
        answer_all(take_part(opened))
    rounds.close_round(round=opened)

    with django_assert_max_num_queries(26):
        purge(round=opened, ids_only=False)


def test_command_purges_the_round_that_it_names(closed, capsys):
    call_command("purge", "alike")

    said = capsys.readouterr().out
    assert said == "Erased from “Which look alike?”: 2 participations, 18 answers, 3 ids.\n"
    assert not Participation.objects.exists()


def test_command_purges_ids_only(closed, capsys):
    call_command("purge", "alike", "--ids-only")

    assert capsys.readouterr().out == "Erased from “Which look alike?”: 3 ids.\n"
    assert Participation.objects.count() == 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Would be erased from “Which look alike?”: 2 participations, 18 answers, 3 ids."),
        (["--ids-only"], "Would be erased from “Which look alike?”: 3 ids."),
    ],
)
def test_dry_run_says_what_would_go_and_erases_nothing(closed, capsys, options, sentence):
    call_command("purge", "alike", "--dry-run", *options)

    assert sentence in capsys.readouterr().out
    assert (Participation.objects.count(), Identity.objects.count()) == (2, 3)
    assert not closed.events.filter(kind__in=[KINDS.IDS_PURGED, KINDS.ANSWERS_PURGED]).exists()


def test_dry_run_says_that_a_running_round_has_to_be_closed(opened):
    with pytest.raises(CommandError, match="close it"):
        call_command("purge", "alike", "--dry-run")


def test_expired_purges_only_rounds_past_their_day(closed, catalogue, capsys):
    past(closed, 3)
    kept = rounds.open_round(round=make_round(catalogue, ["ssim"], slug="kept", title="Kept"))
    take_part(kept)
    rounds.close_round(round=kept)
    past(kept, -3)

    call_command("purge", "--expired")

    said = capsys.readouterr().out
    assert "Which look alike?" in said
    assert "Kept" not in said
    assert kept.participations.count() == 1
    assert not closed.participations.exists()


def test_day_itself_is_still_within_the_time(closed, capsys):
    past(closed, 0)

    call_command("purge", "--expired")

    assert "No round is past" in capsys.readouterr().out
    assert closed.participations.count() == 2


def test_expired_names_what_still_runs_and_purges_the_others(closed, catalogue):
    past(closed, 3)
    running = rounds.open_round(round=make_round(catalogue, ["ssim"], slug="a", title="Running"))
    take_part(running)
    past(running, 3)

    with pytest.raises(CommandError, match=r"“Running” is still running: close it"):
        call_command("purge", "--expired")

    assert running.participations.count() == 1
    assert not closed.participations.exists()


def test_expired_round_is_purged_once(closed, capsys):
    past(closed, 3)
    call_command("purge", "--expired")
    capsys.readouterr()

    call_command("purge", "--expired")

    assert "No round is past" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["alike", "--expired"]])
def test_command_wants_one_round_or_all_that_are_past(arguments):
    with pytest.raises(CommandError, match="Name one round, or use --expired"):
        call_command("purge", *arguments)


def test_command_names_the_known_rounds(closed):
    with pytest.raises(CommandError, match=r"no round “other”. Known: alike"):
        call_command("purge", "other")
