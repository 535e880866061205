from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recommender.models import Catalogue, Run
from tests.recommender.external.files import circle, file
from tests.recommender.precompute.conftest import lists_of
from tests.surveys.factories import make_catalogue, make_run


@pytest.fixture
def shop(db: None) -> Catalogue:
    return make_catalogue("shop", hat=8)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "rival.csv"
    path.write_bytes(file(circle([f"hat-{number:02d}" for number in range(8)])))
    return path


def run_command(path: Path, *options: str, method: str = "external:rival") -> str:
    output = StringIO()
    call_command(
        "import_recommendations", "shop", str(path), "--method", method, *options, stdout=output
    )
    return output.getvalue()


def test_lists_are_imported_and_counted(shop: Catalogue, path: Path) -> None:
    said = run_command(path)

    assert Run.objects.get().method == "external:rival"
    assert said.splitlines() == [
        "The file has no scores: by rank they are 1, 1/2, 1/3 and so on.",
        "external:rival: 8 of 8 products have a list.",
    ]


def test_a_dry_run_only_checks(shop: Catalogue, path: Path) -> None:
    said = run_command(path, "--dry-run")

    assert "8 of 8 products have a list." in said
    assert said.endswith("Nothing was saved: this was a dry run.\n")
    assert not Run.objects.exists()


def test_faults_are_listed_line_by_line_before_it_ends(
    shop: Catalogue, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_bytes(path.read_bytes() + b"hat-00,1,hut\nhat-00,0,hat-05\n")

    with pytest.raises(CommandError, match="Nothing was imported: 2 faults were found"):
        call_command("import_recommendations", "shop", str(path), "--method", "external:rival")

    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("line 42: The catalogue has no product “hut”")
    assert told[1].startswith("line 43: “0” is no rank")
    assert not Run.objects.exists()


def test_what_another_shop_exported_is_read(shop: Catalogue, path: Path) -> None:
    rival = make_catalogue("rival shop", hat=8)
    original = make_run(rival, "ssim", shift=1)
    make_run(rival, "random", shift=3)
    call_command("export_recommendations", "rival shop", "--out", str(path), stdout=StringIO())

    with pytest.raises(CommandError, match="names random, ssim: say whose rows are meant"):
        run_command(path)
    run_command(path, "--rows", "ssim")

    imported = Run.objects.get(method="external:rival")
    assert lists_of(imported) == lists_of(original)
    assert [place.score for place in imported.neighbours.all()] == [
        place.score for place in original.neighbours.all()
    ]


def test_what_was_imported_is_exported_again(shop: Catalogue, path: Path, tmp_path: Path) -> None:
    run_command(path)
    out = tmp_path / "out.csv"

    call_command("export_recommendations", "shop", "--out", str(out), stdout=StringIO())

    lines = out.read_text().splitlines()
    assert len(lines) == 41
    assert lines[1] == "hat-00,external:rival,1,hat-01,1.0"


def test_a_file_that_is_not_there_is_named(shop: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        run_command(tmp_path / "none.csv")


def test_an_unknown_catalogue_is_refused(db: None, path: Path) -> None:
    with pytest.raises(CommandError, match="There is no catalogue “shop”"):
        run_command(path)


def test_a_method_of_our_own_cannot_be_replaced(shop: Catalogue, path: Path) -> None:
    with pytest.raises(CommandError, match="“ssim” cannot be a method of another system"):
        run_command(path, method="ssim")
