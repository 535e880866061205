"""No participant can tell which method made a set: every page of a full round is searched."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from recommender.methods import registry
from recommender.models import Neighbour, Product, Run
from surveys import rounds
from surveys.channel_presets import apply_preset
from surveys.models import (
    Channel,
    Identity,
    Participation,
    Reference,
    Round,
    RoundMethod,
    Seat,
    ShownSet,
    Slot,
    Trial,
    Withdrawal,
)
from tests.journeys.drawing import draw_pictures
from tests.surveys.factories import make_catalogue, make_round, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

# Row numbers start here, so that one of them on a page cannot be mistaken for a small number.
FIRST_PK = 7_340_000
NUMBERED = [
    Run,
    Neighbour,
    Product,
    RoundMethod,
    Reference,
    Seat,
    ShownSet,
    Trial,
    Slot,
    Participation,
    Channel,
    Identity,
    Withdrawal,
]
# Which trials are no comparisons like the others is not to be read off either.
KINDS = ["identical", "instructed", "screening"]
WORKER = {
    "workerId": "W1",
    "assignmentId": "A1",
    "hitId": "H1",
    "turkSubmitTo": "https://www.mturk.com",
}
FRAGMENT = {"HX-Request": "true"}


def method_keys() -> list[str]:
    return [method.key for method in registry.methods(settings.METHODS)] + ["external:rival"]


@pytest.fixture
def catalogue(db):
    for model in NUMBERED:
        count_from(model._meta.db_table, FIRST_PK)
    catalogue = make_catalogue(dress=14)
    draw_pictures(catalogue)
    for shift, method in enumerate(method_keys(), start=1):
        make_run(catalogue, method, shift=shift)
    return catalogue


def count_from(table: str, number: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, number])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, number])


def open_full_round(catalogue, **texts) -> Round:
    """Every participant sees a practice, a check and a repeat beside three comparisons."""
    fields = {"references_count": 4, "trials_per_participant": 3, "practice": True}
    checks = {"identical_checks": 1, "repeated_trials": 1}
    draft = make_round(catalogue, method_keys(), **fields | checks | texts)
    for preset in ("prolific", "mturk"):
        apply_preset(Channel(round=draft), preset).save()
    return rounds.open_round(round=draft)


def secrets_of(round: Round) -> list[str]:
    """Keys, labels and everything else that would tell one method from another."""
    methods = list(round.methods.all())
    runs = Run.objects.all()
    words = [method.key for method in methods] + [method.label for method in methods]
    words += [method.fingerprint for method in methods] + [str(run.pk) for run in runs]
    for model in NUMBERED:
        words += [str(pk) for pk in model.objects.values_list("pk", flat=True)]
    return [*words, *KINDS, Product.objects.first().title, "dress-", round.manifest_sha256]


class Walker:
    """A participant, with every answer of the site on the way."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, address: str, query: dict | None = None) -> tuple[str, HttpResponse]:
        return address, self.client.get(address, query)

    def post(self, address: str, data: dict, **headers: str) -> tuple[str, HttpResponse]:
        return address, self.client.post(address, data, headers=headers)

    def arrival(self, door: str, query: dict | None = None) -> str:
        welcome = self.client.get(door, {"new": "1", **(query or {})})
        return welcome.context["form"]["arrival"].value()


def walk(client: Client, round: Round) -> Iterator[tuple[str, HttpResponse]]:
    """Every page and fragment that a participant can meet, in the order of meeting them."""
    one = Walker(client)
    door = f"/s/{round.slug}/"
    yield one.get("/")
    yield one.get(door)
    yield one.post(door, {"arrival": "tampered"})
    yield one.post(door, {"arrival": one.arrival(door)})
    yield one.get(door)
    own = f"/p/{Participation.objects.get().token}/"
    yield one.get(own)
    yield from trials(one, own)
    yield one.get(f"{own}99/")
    yield one.get(f"{own}thanks/")
    yield one.post(f"{own}1/", {"A": 1})
    yield one.get(door)
    yield from panels(one, door)
    yield one.get("/p/unknown/1/")
    yield one.get("/s/unknown/")
    yield one.get("/withdrawn/UNKNOWN/")
    yield one.get("/nowhere/")
    rounds.pause_round(round=round)
    yield one.get(door, {"new": "1"})
    rounds.close_round(round=round)
    yield one.get(door)
    yield one.get(f"{own}1/")
    yield one.get(f"{own}withdraw/")
    yield one.post(f"{own}withdraw/", {})
    yield one.get(f"/withdrawn/{Withdrawal.objects.latest('pk').receipt}/")
    yield one.get(own)


def trials(one: Walker, own: str) -> Iterator[tuple[str, HttpResponse]]:
    """The practice and all trials, with answers of every sort."""
    letters = [chr(ord("A") + place) for place in range(len(method_keys()) + 1)]
    positions = list(Trial.objects.values_list("position", flat=True))
    assert positions == list(range(6))
    for position in positions:
        page = f"{own}{position}/"
        address, shown = one.get(page)
        yield address, shown
        for picture in sorted(set(re.findall(r"/catalogues/[^\s\",]+", shown.text)))[:6]:
            yield one.get(picture)
        yield one.post(f"{page}A/", {"A": 3}, **FRAGMENT)
        yield one.post(f"{page}A/", {"A": 9}, **FRAGMENT)
        yield one.post(f"{page}Z/", {"Z": 3}, **FRAGMENT)
        yield one.post(page, {"B": 2})
        yield one.post(page, {"B": 9})
        yield one.post(page, dict.fromkeys(letters, 4))
        yield one.get(page)


def panels(one: Walker, door: str) -> Iterator[tuple[str, HttpResponse]]:
    """Doors and ends that only people from panels meet."""
    prolific, mturk = f"{door}prolific/", f"{door}mturk/"
    person = {"PROLIFIC_PID": "P1"}
    yield one.get(prolific)
    yield one.get(prolific, person)
    declined = {"arrival": one.arrival(prolific, person), "decision": "decline"}
    yield one.post(prolific, declined)
    yield one.get(mturk, {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE"})
    yield one.post(mturk, {"arrival": one.arrival(mturk, WORKER)})
    yield one.get(mturk, WORKER)
    worker = Identity.objects.get(person="W1").participation
    Participation.objects.filter(pk=worker.pk).update(completed_at=timezone.now())
    yield one.get(f"/p/{worker.token}/thanks/")
    Participation.objects.filter(pk=worker.pk).update(
        completed_at=None, screened_out_at=timezone.now()
    )
    yield one.get(f"/p/{worker.token}/1/")
    yield one.get(f"/p/{worker.token}/ended/")
    Channel.objects.filter(slug="mturk").update(quota=0)
    yield one.get(mturk, WORKER | {"workerId": "W2"})
    Channel.objects.filter(slug="mturk").update(is_active=False)
    yield one.get(mturk, WORKER | {"workerId": "W2"})
    Channel.objects.filter(slug="prolific").update(known_only=True)
    yield one.get(prolific, person)


def found_in(address: str, response: HttpResponse, words: list[str], random: list[str]) -> set[str]:
    """Which words stand in the address, the headers, the cookies or the body.

    Tokens that were drawn at random are taken out before: they may spell anything.
    """
    body = b"".join(response) if response.streaming else response.content
    everything = "\n".join(
        [
            address,
            *(f"{name}: {value}" for name, value in response.headers.items()),
            response.cookies.output(),
            "" if is_picture(response) else body.decode(),
        ]
    )
    for text in [*random, *re.findall(r"[A-Za-z0-9]{64}|[\w-]+:[\w-]{43}", everything)]:
        if text not in words:
            everything = everything.replace(text, "…")
    return {word for word in words if word.casefold() in everything.casefold()}


def is_picture(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("image/")


def leaks(client: Client, round: Round) -> set[str]:
    words = secrets_of(round)
    found: set[str] = set()
    statuses = set()
    random: set[str] = set()
    for address, response in walk(client, round):
        random |= set(Participation.objects.values_list("token", flat=True))
        random |= set(Withdrawal.objects.values_list("receipt", flat=True))
        found |= found_in(address, response, words + secrets_of(round), [*random])
        statuses.add(response.status_code)
    assert statuses == {200, 302, 400, 403, 404, 409, 410, 422}
    return found


def test_no_page_of_a_full_round_tells_methods_apart(client, catalogue):
    round = open_full_round(catalogue)
    assert ShownSet.objects.lists().count() == 4 * len(method_keys())
    assert ShownSet.objects.first().pk > FIRST_PK

    assert leaks(client, round) == set()


def test_key_that_is_put_on_the_pages_on_purpose_is_found(client, catalogue):
    round = open_full_round(catalogue, question="Which is better, SSIM or another?")

    assert leaks(client, round) == {"ssim"}


def test_label_that_is_put_on_one_page_on_purpose_is_found(client, catalogue):
    round = open_full_round(catalogue, welcome_text="We test EfficientNet here.")

    assert "EfficientNet" in leaks(client, round)


@pytest.mark.parametrize("place", ["address", "header", "cookie", "body"])
def test_detector_looks_everywhere(place):
    response = HttpResponse("<p>clip</p>" if place == "body" else "<p>calm</p>")
    if place == "header":
        response.headers["X-Set"] = "made by CLIP"
    if place == "cookie":
        response.set_cookie("set", "clip")

    found = found_in("/p/clip/" if place == "address" else "/p/1/", response, ["clip"], [])

    assert found == {"clip"}


def test_detector_reads_over_tokens_that_were_drawn_at_random():
    token = "abcCLIPxyz"

    assert found_in(f"/p/{token}/", HttpResponse(token), ["clip"], [token]) == set()
