import pytest

from benchmarks import export_speed
from surveys.exports import csv_package
from surveys.models import Participation, Rating, Round
from tests.surveys.exports.reading import unpacked

# The copies are made with functions of SQLite.
pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def test_the_copies_are_people_of_their_own(monkeypatch):
    monkeypatch.setattr(export_speed, "BLOCK", 3)

    slugs = [export_speed.fill(2), export_speed.fill(3)]

    for slug, people in zip(slugs, (6, 9), strict=True):
        round = Round.objects.get(slug=slug)
        mine = Participation.objects.filter(round=round)
        assert list(mine.order_by("number").values_list("number", flat=True)) == [
            *range(1, people + 1)
        ]
        ratings = Rating.objects.filter(slot__trial__participation__round=round)
        assert ratings.count() == people * 15 * 5
        files = unpacked(csv_package(round))
        for table, rows in (("ratings", people * 75), ("allocation", people * 75)):
            assert len(files[f"data/{table}_data.csv"].splitlines()) == rows + 1
