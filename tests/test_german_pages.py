"""Who asks for German reads German: no English sentence is left on any page.

Two things stay English on purpose: the labels of methods, which a round freezes, and why a method
is unavailable, which the methods say themselves, without Django.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polib
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from recommender.models import Catalogue, Import, Problem, Product, Run
from surveys import rounds
from surveys.models import Participation, Rating, Round
from tests import people
from tests.surveys.factories import (
    answer_all,
    make_catalogue,
    make_product,
    make_round,
    make_run,
    take_part,
)

pytestmark = pytest.mark.embedded

GERMAN = Path(__file__).resolve().parent.parent / "locale" / "de" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[sdf]|%[sd]|%%d")
# English words that are no German ones; they find texts that nobody marked for translation.
ENGLISH = {"the", "of", "and", "is", "are", "with", "this", "that", "for", "has", "to", "at", "by"}
NAMES = {"Amazon Mechanical Turk"}  # the same in every language
IN_ENGLISH_ON_PURPOSE = {"why", "reasons", "unavailable"}
GERMAN_CONTENT = {
    "title": "Was sieht ähnlich aus?",
    "question": "Wie ähnlich sind sie?",
    "scale_labels": ["Gar nicht", "Etwas", "Mittel", "Sehr", "Völlig"],
    "welcome_text": "Willkommen.",
    "consent_text": "Ich nehme freiwillig teil.",
}


class Words(HTMLParser):
    """What a reader sees or hears of a page: its texts, and the attributes that hold texts."""

    SPOKEN = ("alt", "title", "placeholder", "aria-label")
    VOID = ("br", "hr", "img", "input", "link", "meta", "source")
    SILENT = ("script", "style", "pre", "code")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        english = IN_ENGLISH_ON_PURPOSE.intersection(given.get("class", "").split())
        if tag != "html" and given.get("lang") == "en":  # titles of literature
            english |= {"lang"}
        if tag not in self.VOID:
            self.silent.append(self.silent[-1] or tag in self.SILENT or bool(english))
        if not self.silent[-1]:
            spoken = (*self.SPOKEN, "value") if given.get("type") == "submit" else self.SPOKEN
            self.found += [
                value
                for name, value in given.items()
                if name in spoken or (name.startswith("data-") and not value.startswith("/"))
            ]

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and len(self.silent) > 1:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent[-1]:
            self.found.append(data)


def words(html: str) -> str:
    reader = Words()
    reader.feed(html)
    return re.sub(r"\s+", " ", " ¶ ".join(filter(str.strip, reader.found)))


@functools.cache
def english_sentences() -> dict[str, list[str]]:
    """The texts of three words and more: what stands between the places that are filled in."""
    texts = [
        text for entry in polib.pofile(str(GERMAN)) for text in (entry.msgid, entry.msgid_plural)
    ]
    return {
        text: _literals(text)
        for text in texts
        if len(re.findall(r"[^\W\d_]+", PLACEHOLDER.sub("", text))) >= 3 and text not in NAMES
    }


def _literals(text: str) -> list[str]:
    """What stands between the placeholders, as a page shows it."""
    parts = [re.sub(r"\s+", " ", part) for part in PLACEHOLDER.split(text)]
    return [part.replace("%%", "%") for part in parts]


def _occurs(literals: list[str], text: str) -> bool:
    """Whether they follow each other in a text, with anything in between; quick where one lacks."""
    return all(literal in text for literal in literals) and bool(
        re.search(".{0,200}?".join(map(re.escape, literals)), text)
    )


def left_in_english(html: str) -> list[str]:
    """Known sentences, and around every English word a piece of the text that it stands in."""
    text = words(html)
    sentences = [
        msgid for msgid, literals in english_sentences().items() if _occurs(literals, text)
    ]
    return sentences + [
        f"…{text[max(0, word.start() - 40) : word.end() + 40]}…"
        for word in re.finditer(r"[A-Za-z]+", text)
        if word[0].lower() in ENGLISH
    ]


def found_in(pages: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is left, by page; a page that is all German does not occur."""
    found = {page: left_in_english(answer.text) for page, answer in pages.items()}
    return {page: left for page, left in found.items() if left}


@pytest.fixture
def shop(db: None) -> Catalogue:
    """Two full categories and one that is too small, with everything that a page can remark on."""
    catalogue = make_catalogue(hut=12, schuh=12)
    for shift, method in enumerate(["ssim", "ssim+segmented", "random"], start=1):
        make_run(catalogue, method, shift=shift)
    make_product(catalogue, "ring", "ring-00")
    Product.objects.update(title="")
    failed = Run.objects.create(
        catalogue=catalogue, method="efficientnet", parameters={}, state=Run.State.FAILED
    )
    product = catalogue.products.all()[0]
    Problem.objects.create(run=failed, product=product, kind=Problem.Kind.LEFT_OUT, reason="Defekt")
    Run.objects.create(
        catalogue=catalogue,
        method="efficientnet+segmented",
        parameters={},
        fingerprint="0" * 64,
        state=Run.State.PAUSED,
    )
    for state in Import.State:
        Import.objects.create(name="laden", catalogue=catalogue, source="a.zip", state=state)
    return catalogue


@pytest.fixture
def opened(shop: Catalogue) -> Round:
    round = make_round(shop, ["ssim", "ssim+segmented", "random"], **GERMAN_CONTENT)
    return rounds.open_round(round=round)


@pytest.fixture
def reader() -> Client:
    return Client(headers={"Accept-Language": "de"})


@pytest.fixture
def researcher(db: None) -> Client:
    user = User.objects.create_superuser("forscherin")
    client = people.signed_in(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    return client


def test_participants_read_german(opened: Round, reader: Client) -> None:
    half = take_part(opened)
    done = take_part(opened)
    answer_all(done)
    home = reverse("surveys:home")
    door = reverse("surveys:welcome", args=[opened.slug])
    trial = reverse("surveys:trial", args=[half.token, 1])

    pages = {
        "home": reader.get(home),
        "welcome": reader.get(door),
        "outdated": reader.post(door, {"arrival": "tampered"}),
        "trial": reader.get(trial),
        "missing": reader.post(trial, {"A": "1", "B": "99"}),
        "saved": reader.post(f"{trial}A/", {"A": "1"}, headers={"HX-Request": "true"}),
        "off the scale": reader.post(f"{trial}A/", {"A": "99"}),
        "not reached": reader.post(reverse("surveys:trial", args=[half.token, 2]), {"A": "1"}),
        "no such trial": reader.get(reverse("surveys:trial", args=[half.token, 99])),
        "already completed": reader.post(
            reverse("surveys:rating", args=[done.token, 1, "A"]), {"A": "1"}
        ),
        "thanks": reader.get(reverse("surveys:thanks", args=[done.token])),
        "unknown link": reader.get(reverse("surveys:resume", args=["x"])),
        "no such page": reader.get("/nowhere/"),
        "welcome back": returning(door, half),
        "taken part": returning(door, done),
        "closed": closed(opened, reader, door),
        "no survey open": reader.get(home),
    }

    assert found_in(pages) == {}


def returning(door: str, participation: Participation) -> Any:
    client = Client(headers={"Accept-Language": "de"})
    client.cookies["participation"] = participation.token
    return client.get(door)


def closed(round: Round, reader: Client, door: str) -> Any:
    rounds.close_round(round=round)
    return reader.get(door)


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_are_german(name: str) -> None:
    with translation.override("de"):
        page = render_to_string(f"{name}.html")

    assert left_in_english(page) == []


def test_results_are_german(opened: Round, researcher: Client) -> None:
    address = reverse("surveys:results", args=[opened.slug])

    empty = researcher.get(address)
    for value in (2, 3, 4):
        answer_all(take_part(opened), value)
    answer_all(take_part(opened, simulated=True))
    figure = reverse("surveys:figure", args=[opened.slug, "scores", "svg"])
    pages = {
        "empty": empty,
        "people": researcher.get(address, {"answering": "people"}),
        "simulated": researcher.get(address, {"answering": "simulated"}),
        "figure": researcher.get(figure),
    }
    researcher.post(reverse("surveys:look", args=[opened.slug]))
    report = reverse("surveys:report", args=[opened.slug])
    pages |= {
        "asked": researcher.get(address, {"answering": "people"}),
        "report": researcher.get(report, {"answering": "people"}),
        "file": researcher.get(report, {"answering": "people", "download": "1"}),
    }

    assert found_in(pages) == {}


def test_researchers_read_german(opened: Round, researcher: Client) -> None:
    answer_all(take_part(opened))
    make_round(opened.catalogue, ["ssim"], **GERMAN_CONTENT | {"slug": "entwurf"})

    planning = reverse("surveys:plan", args=["entwurf"])
    pages = {address: researcher.get(address) for address in (*addresses(), planning)}

    assert found_in(pages) == {}


STEPS = ("open", "pause", "resume", "close", "archive")


def addresses() -> Iterator[str]:
    """Every page of every model in the admin, and those that only this admin has."""
    yield reverse("admin:index")
    for model in (Catalogue, Import, Product, Run, Participation, Rating, Round):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield from (reverse(f"{name}_change", args=[row.pk]) for row in model.objects.all()[:5])
    for name in ("recommender_import", "surveys_round"):
        yield reverse(f"admin:{name}_add")
    for round in Round.objects.all():
        for name in (*STEPS, "copy", "delete", "balance", "references", "planning"):
            yield reverse(f"admin:surveys_round_{name}", args=[round.pk])
        for channel in round.channels.all():
            for name in ("channel", "invitations"):
                yield reverse(f"admin:surveys_round_{name}", args=[round.pk, channel.pk])
    for name in ("delete", "lists"):
        yield reverse(f"admin:recommender_catalogue_{name}", args=[Catalogue.objects.get().pk])


def test_refused_forms_say_so_in_german(shop: Catalogue, researcher: Client) -> None:
    empty = {"catalogue": str(shop.pk), "scale_labels": "a\nA", "references_count": "0"}
    upload = reverse("admin:recommender_import_add")
    compute = reverse("admin:recommender_catalogue_compute", args=[shop.pk])
    lists = reverse("admin:recommender_catalogue_lists", args=[shop.pk])
    wrong = SimpleUploadedFile("rival.csv", b"reference,rank,product\nhut-00,1,hose\nhut-01,0,x\n")

    pages = {
        "round": researcher.post(reverse("admin:surveys_round_add"), empty),
        "nothing to import": researcher.post(upload, {"name": ""}),
        "no such path": researcher.post(upload, {"name": "a", "path": "/nowhere"}),
        "no method chosen": researcher.post(compute, follow=True),
        "no lists": researcher.post(lists, {}),
        "wrong lists": researcher.post(lists, {"lists-name": "laden", "lists-file": wrong}),
    }

    assert found_in(pages) == {}


def test_english_pages_are_noticed(opened: Round) -> None:
    page = Client(headers={"Accept-Language": "en"}).get(reverse("surveys:home")).text

    found = left_in_english(page)

    assert "Which products look alike? People know best." in found
    assert any(sentence.startswith("…") for sentence in found)
