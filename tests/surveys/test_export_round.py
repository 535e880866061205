"""`manage.py export_round`."""

import io
import sys
import zipfile

import pytest
from django.core.management import CommandError, call_command

from surveys import exports
from surveys.exports import csv_package, parquet_package, workbook
from surveys.models import Round, RoundEvent
from tests.surveys.answered import answer, closed_round, open_round

pytestmark = pytest.mark.django_db
VALUES = {"ssim": 2, "ssim+segmented": 4, "random": 1}


@pytest.fixture
def answered():
    round = closed_round()
    answer(round, VALUES, number=1)
    return round


def test_it_writes_what_the_page_gives(answered, tmp_path, capsys):
    made = {"zip": csv_package, "xlsx": workbook, "parquet": parquet_package}
    for format, package in made.items():
        out = tmp_path / f"pilot.{format}"

        call_command("export_round", "pilot", "--out", str(out), "--format", format)

        assert out.read_bytes() == b"".join(package(answered))
        assert f"“Pilot” is in {out}, 0.0 MB." in capsys.readouterr().out
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        f"pilot.{end}" for end in sorted(made)
    ]


def test_zip_is_the_default(answered, tmp_path):
    call_command("export_round", "pilot", "--out", str(tmp_path / "pilot.zip"))

    assert zipfile.is_zipfile(tmp_path / "pilot.zip")


def test_a_file_that_is_there_is_kept_unless_it_may_be_replaced(answered, tmp_path):
    out = tmp_path / "pilot.zip"
    out.write_text("mine")

    with pytest.raises(CommandError, match=r"pilot\.zip is there already: .*--force"):
        call_command("export_round", "pilot", "--out", str(out))
    assert out.read_text() == "mine"
    call_command("export_round", "pilot", "--out", str(out), "--force")

    assert zipfile.is_zipfile(out)


def test_what_cannot_be_written_leaves_nothing(answered, tmp_path):
    with pytest.raises(CommandError, match=r"cannot be written: No such file or directory\."):
        call_command("export_round", "pilot", "--out", str(tmp_path / "none" / "pilot.zip"))
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_round", "pilot", "--out", str(tmp_path), "--force")
    assert not list(tmp_path.iterdir())


def test_an_export_that_breaks_off_leaves_nothing_and_keeps_what_was_there(
    answered, tmp_path, monkeypatch
):
    def breaks(round):
        yield b"half"
        raise OSError("the disk is gone")

    monkeypatch.setattr(exports, "csv_package", breaks)
    out = tmp_path / "pilot.zip"
    out.write_text("mine")

    with pytest.raises(CommandError, match="the disk is gone"):
        call_command("export_round", "pilot", "--out", str(out), "--force")

    assert [file.read_text() for file in tmp_path.iterdir()] == ["mine"]


def test_an_unknown_round_names_the_known_ones(answered, tmp_path):
    with pytest.raises(CommandError, match=r"no round “nowhere”\. Known: pilot\."):
        call_command("export_round", "nowhere", "--out", str(tmp_path / "x.zip"))


def test_without_pyarrow_there_is_a_sentence_and_no_file(answered, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(CommandError, match="Parquet needs pyarrow"):
        call_command("export_round", "pilot", "--out", str(tmp_path / "x"), "--format", "parquet")
    assert not list(tmp_path.iterdir())


def test_answers_that_leave_a_running_round_are_logged(tmp_path):
    running = open_round()
    answer(running, VALUES, number=1)

    call_command("export_round", "pilot", "--out", str(tmp_path / "open.zip"))
    Round.objects.update(state=Round.State.CLOSED)
    call_command("export_round", "pilot", "--out", str(tmp_path / "closed.zip"))

    (event,) = running.events.all()
    assert (event.kind, event.user, event.detail) == (
        RoundEvent.Kind.LEADER,
        None,
        "answers exported",
    )
    ratings = zipfile.ZipFile(io.BytesIO((tmp_path / "open.zip").read_bytes()))
    assert len(ratings.read("data/ratings_data.csv").splitlines()) == 10
