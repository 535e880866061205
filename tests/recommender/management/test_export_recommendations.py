import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recommender.models import Catalogue, Neighbour
from tests.recommender.precompute.conftest import hats as hats


@pytest.fixture
def computed(hats: Catalogue) -> Catalogue:
    call_command("precompute", "hats", "--methods", "ssim", "random", stdout=StringIO())
    return hats


def test_every_place_of_every_list_is_a_row(computed: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    output = StringIO()

    call_command("export_recommendations", "hats", "--out", str(path), stdout=output)

    head, *rows = csv.reader(StringIO(path.read_text(encoding="utf-8")))
    assert head == ["reference", "method", "rank", "product", "score"]
    assert [(row[0], row[1], int(row[2]), row[3], float(row[4])) for row in rows] == list(
        Neighbour.objects.order_by("run__method", "reference__identifier", "rank").values_list(
            "reference__identifier", "run__method", "rank", "product__identifier", "score"
        )
    )
    assert output.getvalue() == f"80 rows in {path}\n"


def test_a_dash_writes_to_the_terminal_and_nothing_else(
    computed: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_recommendations", "hats", "--out", "-")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "reference,method,rank,product,score"
    assert len(lines) == 81


def test_before_anything_is_computed_it_says_what_to_do(hats: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"

    with pytest.raises(CommandError, match=r"run “manage.py precompute hats”"):
        call_command("export_recommendations", "hats", "--out", str(path))

    assert not path.exists()


def test_a_folder_that_is_not_there_is_named(computed: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"cannot be written: No such file or directory"):
        call_command("export_recommendations", "hats", "--out", str(tmp_path / "no" / "lists.csv"))


def test_an_unknown_catalogue_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match=r"There is no catalogue “cats”"):
        call_command("export_recommendations", "cats", "--out", "-")
