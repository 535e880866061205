"""Pages know how large a stored figure is before it is loaded, and draw nothing for that."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse

from surveys import tasks
from surveys.figures import Kind
from surveys.models import RoundAnalysis, StoredFigure
from surveys.reporting import NARROW, WIDE, account_of, draw_all, illustrations, with_sizes
from surveys.reporting.illustrations import Illustration
from surveys.results import Answering, standing_of
from tests.surveys.answered import answer, closed_round

pytestmark = pytest.mark.django_db
VALUES = {"ssim": 2, "ssim+segmented": 4, "random": 1}


@pytest.fixture
def answered():
    round = closed_round()
    for number, changed in enumerate((1, 3, 5), start=1):
        answer(round, VALUES | {"random": changed}, number=number)
    tasks.up_to_date(round=round, answering=Answering.PEOPLE)
    return round


def account_and_row(round):
    standing = standing_of(round=round, answering=Answering.PEOPLE)
    account = account_of(round=round, answering=Answering.PEOPLE, findings=standing.findings)
    return account, standing.row


def sized(round):
    account, row = account_and_row(round)
    return with_sizes(row, account, illustrations(account))


def stored_size(name, width):
    content = StoredFigure.objects.get(name=f"{name}.everybody.{width}.en.svg").content
    root = ElementTree.fromstring(bytes(content))  # noqa: S314  our own
    return tuple(float(side) for side in root.attrib["viewBox"].split()[2:])


def test_sizes_are_those_of_the_stored_files(answered):
    draw_all(account_and_row(answered)[1])

    found = sized(answered)

    assert {"scores", "contrasts", "growth"} <= {one.name for one in found}
    for one in found:
        assert one.narrow == pytest.approx(stored_size(one.name, NARROW), abs=0.5)
        assert one.wide == pytest.approx(stored_size(one.name, WIDE), abs=0.5)
        assert (one.narrow.width, one.wide.width) == (NARROW, WIDE)


def test_what_is_not_drawn_has_no_size(answered):
    assert {(one.narrow, one.wide) for one in sized(answered)} == {(None, None)}


def test_the_size_of_an_older_analysis_is_not_told(answered):
    draw_all(account_and_row(answered)[1])
    RoundAnalysis.objects.update(key="newer")

    assert {(one.narrow, one.wide) for one in sized(answered)} == {(None, None)}


def test_the_page_keeps_the_place_of_its_figures_and_draws_none(
    admin_client, answered, monkeypatch
):
    draw_all(account_and_row(answered)[1])

    def drawn(*_given):
        raise AssertionError("a page drew a figure")

    monkeypatch.setattr(Illustration, "picture", drawn)
    text = admin_client.get(reverse("surveys:results", args=[answered.slug])).text

    for one in sized(answered):
        assert f'width="{WIDE}" height="{one.wide.height}" alt="{one.title}' in text
        assert f'width="{NARROW}" height="{one.narrow.height}">' in text


@pytest.mark.parametrize("kind", [Kind.PDF, Kind.PNG])
def test_downloads_tell_no_size(answered, kind):
    account, row = account_and_row(answered)
    content = b"%PDF"
    name = f"scores.everybody.{WIDE}.en.{kind.value}"
    StoredFigure.objects.create(analysis=row, key=row.key, name=name, content=content)

    assert with_sizes(row, account, illustrations(account))[0].wide is None
