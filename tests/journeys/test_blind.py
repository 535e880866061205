"""No participant can tell which method made a set: every page of a full round is searched."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from recommender.methods import registry
from recommender.models import Neighbour, Product, Run
from surveys import rounds
from surveys.models import Participation, Reference, Round, RoundMethod, ShownSet, Slot, Trial
from tests.journeys.drawing import draw_pictures
from tests.surveys.factories import make_catalogue, make_round, make_run

pytestmark = pytest.mark.django_db

# Row numbers start here, so that one of them on a page cannot be mistaken for a small number.
FIRST_PK = 7_340_000
NUMBERED = [Run, Neighbour, Product, RoundMethod, Reference, ShownSet, Trial, Slot, Participation]
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
    draft = make_round(
        catalogue, method_keys(), references_count=3, trials_per_participant=3, **texts
    )
    return rounds.open_round(round=draft)


def secrets_of(round: Round) -> list[str]:
    """Keys, labels and everything else that would tell one method from another."""
    methods = list(round.methods.all())
    runs = Run.objects.all()
    words = [method.key for method in methods] + [method.label for method in methods]
    words += [method.fingerprint for method in methods] + [str(run.pk) for run in runs]
    for model in NUMBERED:
        words += [str(pk) for pk in model.objects.values_list("pk", flat=True)]
    return [*words, Product.objects.first().title, "dress-", round.manifest_sha256]


def walk(client: Client, round: Round) -> Iterator[tuple[str, HttpResponse]]:
    """Every page and fragment that a participant can meet, in the order of meeting them."""

    def get(address: str) -> tuple[str, HttpResponse]:
        return address, client.get(address)

    def post(address: str, data: dict, **headers: str) -> tuple[str, HttpResponse]:
        return address, client.post(address, data, headers=headers)

    door = f"/s/{round.slug}/"
    yield get("/")
    yield get(door)
    yield post(door, {"arrival": "tampered"})
    welcome = client.get(door)
    yield post(door, {"arrival": welcome.context["form"]["arrival"].value()})
    yield get(door)
    token = Participation.objects.get().token
    yield get(f"/p/{token}/")
    for trial in range(1, 4):
        page = f"/p/{token}/{trial}/"
        letters = [chr(ord("A") + place) for place in range(len(method_keys()))]
        address, shown = get(page)
        yield address, shown
        for picture in sorted(set(re.findall(r"/catalogues/[^\s\",]+", shown.text)))[:6]:
            yield get(picture)
        yield post(f"{page}A/", {"A": 3}, **FRAGMENT)
        yield post(f"{page}A/", {"A": 9}, **FRAGMENT)
        yield post(f"{page}Z/", {"Z": 3}, **FRAGMENT)
        yield post(page, {"B": 2})
        yield post(page, {"B": 9})
        yield post(page, dict.fromkeys(letters, 4))
    yield get(f"/p/{token}/9/")
    yield get(f"/p/{token}/thanks/")
    yield post(f"/p/{token}/1/", {"A": 1})
    yield get(door)
    yield get("/p/unknown/1/")
    yield get("/s/unknown/")
    yield get("/nowhere/")
    rounds.close_round(round=round)
    yield get(door)
    yield get(f"/p/{token}/1/")


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
    for text in [*random, *re.findall(r"[A-Za-z0-9]{64}|[A-Za-z0-9]{32}:[\w-]{43}", everything)]:
        if text not in words:
            everything = everything.replace(text, "…")
    return {word for word in words if word.casefold() in everything.casefold()}


def is_picture(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("image/")


def leaks(client: Client, round: Round) -> set[str]:
    words = secrets_of(round)
    found = set()
    statuses = set()
    for address, response in walk(client, round):
        random = list(Participation.objects.values_list("token", flat=True))
        found |= found_in(address, response, words + secrets_of(round), random)
        statuses.add(response.status_code)
    assert statuses == {200, 302, 404, 409, 410, 422}
    return found


def test_no_page_of_a_full_round_tells_methods_apart(client, catalogue):
    round = open_full_round(catalogue)
    assert ShownSet.objects.count() == 3 * len(method_keys())
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
