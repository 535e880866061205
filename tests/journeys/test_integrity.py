"""What a reviewer asks: is every answer there, once, for the right set, and nothing upset?"""

import re
import threading
from collections import Counter
from hashlib import sha256
from itertools import pairwise
from uuid import uuid4

import numpy as np
import pytest

from recommender.models import Picture, Product, Run
from surveys import participation as participating
from surveys import rounds
from surveys.allocation import balance
from surveys.models import Channel, Participation, Rating, Slot, Trial
from surveys.participation import RoundFull
from surveys.results import Answering, round_results
from surveys.seating import design_of, planned
from surveys.simulation import Profile, simulate
from tests.journeys.drawing import draw_pictures
from tests.surveys.crowds import at_once
from tests.surveys.factories import make_catalogue, make_round, make_run, take_part

pytestmark = pytest.mark.django_db(transaction=True)

CAME, AT_ONCE = 200, 10
REFERENCES, EACH_SEES, REDUNDANCY = 12, 4, 40
SEATS = REFERENCES * REDUNDANCY // EACH_SEES
QUOTA = SEATS // 2
PEOPLE = Profile(careless=0.2, dropouts=0.3, returners=0.5, double_clicks=0.3, two_tabs=0.2)
METHODS = ["ssim", "efficientnet", "random"]


@pytest.fixture
def round():
    """12 references, each for 40 participants; 120 seats of 4, half of them for each panel."""
    catalogue = make_catalogue(dress=12, shoe=12)
    for shift, method in enumerate(METHODS):
        make_run(catalogue, method, shift=1 + 3 * shift)
    fields = {
        "references_count": REFERENCES,
        "trials_per_participant": EACH_SEES,
        "participants_per_reference": REDUNDANCY,
        "practice": True,
        "identical_checks": 1,
        "repeated_trials": 1,
    }
    round = rounds.open_round(round=make_round(catalogue, METHODS, **fields))
    for slug in ("prolific", "sona"):
        Channel.objects.create(round=round, slug=slug, name=slug, quota=QUOTA)
    return round


class Ledger:
    """What the server acknowledged: the last answer to every slot."""

    def __init__(self):
        self.answers, self.lock = {}, threading.Lock()

    def note(self, participation, position, values):
        with self.lock:
            for slot, value in values.items():
                self.answers[participation.pk, position, slot] = value


def through_panels(round, arrival):
    """People, every other one from the other panel, each with an id of their own."""
    channels = round.channels.filter(slug__in=["prolific", "sona"]).order_by("slug")
    channel = channels[arrival.int % 2]
    return participating.join(round=round, arrival=arrival, channel=channel, person=str(arrival))


def test_200_people_who_leave_return_and_send_twice_lose_double_and_upset_nothing(round):
    ledger = Ledger()

    def come(seed):
        return simulate(
            round=round,
            participants=CAME // AT_ONCE,
            seed=seed,
            profile=PEOPLE,
            on_saved=ledger.note,
            arrive=through_panels,
        )

    outcomes = at_once(AT_ONCE, come)
    for outcome in outcomes:
        assert not isinstance(outcome, Exception), outcome
    fill_up(round, ledger)

    people = round.participations.all()
    assert sum(len(one.manners) + one.turned_away for one in outcomes) == CAME
    assert people.filter(completed_at=None).exists()
    assert_every_acknowledged_answer_is_there_once(ledger)
    assert_everybody_was_shown_the_plan_of_a_seat(round)
    assert people.filter(completed_at__isnull=False).count() == SEATS
    for channel in round.channels.filter(quota__isnull=False):
        assert channel.participations.filter(completed_at__isnull=False).count() == QUOTA
    assert_completed_answers_are_balanced(round)


def fill_up(round, ledger):
    """Attentive people come until nobody is let in any more."""
    there = simulate(
        round=round,
        participants=60,
        seed=AT_ONCE,
        on_saved=ledger.note,
        arrive=through_panels,
    )
    assert there.turned_away
    with pytest.raises(RoundFull):
        take_part(round)


def assert_every_acknowledged_answer_is_there_once(ledger):
    rows = Rating.objects.values_list(
        "slot__trial__participation_id", "slot__trial__position", "slot__position", "value"
    )
    stored = [((pk, position, slot), value) for pk, position, slot, value in rows]
    assert len(stored) == len(dict(stored))
    assert dict(stored) == ledger.answers


def assert_everybody_was_shown_the_plan_of_a_seat(round):
    seats = {seat.number: planned(seat) for seat in round.seats.all()}
    numbers = round.participations.values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for participation in round.participations.all():
        trials = participation.trials.order_by("position").values_list(
            "kind", "reference__position"
        )
        plan = seats[participation.seat]
        assert list(trials) == [(str(trial.kind), trial.reference) for trial in plan]
    holders = round.participations.filter(holds_seat=True).values_list("seat", flat=True)
    assert sorted(holders) == sorted(seats) == list(range(1, SEATS + 1))


def assert_completed_answers_are_balanced(round):
    """Counted in the rows of those who completed, and not in the plan."""
    completed = Trial.objects.filter(
        participation__round=round,
        participation__completed_at__isnull=False,
        kind=Trial.Kind.MAIN,
    )
    references = Counter(completed.values_list("reference__position", flat=True))
    assert references == dict.fromkeys(range(REFERENCES), REDUNDANCY)

    rows = Slot.objects.filter(trial__in=completed).order_by("trial", "position")
    in_slots = list(rows.values_list("trial", "position", "shown_set__methods__key"))
    slots = Counter((method, slot) for _trial, slot, method in in_slots)
    followers = Counter(
        (one[2], other[2]) for one, other in pairwise(in_slots) if one[0] == other[0]
    )
    assert len(slots) == len(METHODS) ** 2
    assert max(slots.values()) - min(slots.values()) <= 2
    assert max(followers.values()) - min(followers.values()) <= 2

    taken = round.participations.filter(completed_at__isnull=False).values("seat")
    seats = [planned(seat) for seat in round.seats.filter(number__in=taken)]
    assert np.ptp(balance(seats, design_of(round)).positions, axis=1).max() <= 1


class Eyes:
    """All that people see of a round: pages and pictures, and what researchers get of it."""

    def __init__(self, client, admin, round):
        self.client, self.admin, self.round = client, admin, round
        self.participants = list(round.participations.order_by("number"))

    def see(self):
        pages = {}
        for participation in self.participants:
            for position in participation.trials.values_list("position", flat=True):
                self.look(f"/p/{participation.token}/{position}/", pages)
            self.look(f"/p/{participation.token}/", pages)
        self.look(f"/s/{self.round.slug}/", pages)
        for name in ("ratings", "allocation", "participants"):
            self.look(
                f"/results/{self.round.slug}/{name}.csv?answering=simulated", pages, self.admin
            )
        return pages, self.results()

    def look(self, address, pages, client=None):
        pages[address] = self.without_arrival(self.got(address, client or self.client).decode())
        for picture in re.findall(r"/catalogues/[^\s\"]+\.(?:webp|jpg)", pages[address]):
            if picture not in pages:
                pages[picture] = sha256(self.got(picture, self.client)).hexdigest()

    def got(self, address, client):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        return answer.getvalue()

    def without_arrival(self, page):
        """Without what is new at every visit of a page, the clock too."""
        page = re.sub(r'name="arrival" value="[^"]+"|name="server-time" content="\d+"', "", page)
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)

    def results(self):
        found = round_results(round=self.round, answering=Answering.SIMULATED)
        return repr(found.values), repr(found.flags)


def test_nothing_that_happens_to_the_catalogue_changes_a_page_or_a_result(client, admin_client):
    catalogue = make_catalogue(dress=12)
    draw_pictures(catalogue)
    for shift, method in enumerate(METHODS):
        make_run(catalogue, method, shift=1 + 3 * shift)
    draft = make_round(catalogue, METHODS, practice=True, identical_checks=1)
    round = rounds.open_round(round=draft)
    simulate(round=round, participants=6, seed=1, profile=Profile(dropouts=1))
    eyes = Eyes(client, admin_client, round)
    before, manifest = eyes.see(), round.manifest
    assert sum("/pictures/" in address for address in before[0]) >= 12

    Run.objects.filter(method="ssim").update(fingerprint="of other weights", parameters={"k": 9})
    assert eyes.see() == before
    make_run(catalogue, "efficientnet", shift=2)
    Product.objects.update(title="Renamed", picture=Picture.objects.first())
    assert eyes.see() == before
    catalogue.delete()
    assert eyes.see() == before

    round.refresh_from_db()
    assert round.manifest == manifest
    assert rounds.changes_since(round) == []
    newcomer = take_part(round)
    kinds = newcomer.trials.order_by("position").values_list("kind", "reference__position")
    plan = planned(round.seats.get(number=newcomer.seat))
    assert list(kinds) == [(str(trial.kind), trial.reference) for trial in plan]


def test_a_number_is_never_given_again(round):
    first = participating.join(round=round, arrival=uuid4())
    participating.withdraw(participation=first)

    second = participating.join(round=round, arrival=uuid4())

    assert (first.number, second.number) == (1, 2)
    assert second.seat == first.seat
    assert not Participation.objects.filter(number=1).exists()
