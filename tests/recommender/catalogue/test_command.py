from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recommender.models import Catalogue
from tests.recommender.catalogue.conftest import Shop

pytestmark = pytest.mark.django_db
Output = pytest.CaptureFixture[str]


def test_import_catalogue_says_what_it_did(
    shop: Shop, hats: dict[str, bytes | str], capsys: Output
) -> None:
    folder = shop(hats | {"hat/note.txt": "hello"})

    call_command("import_catalogue", str(folder), name="Shop")
    first = capsys.readouterr()
    call_command("import_catalogue", str(folder), "--name", "Shop")
    second = capsys.readouterr()

    assert "refused: hat/note.txt: The file is not a picture of a known format" in first.out
    assert first.out.endswith("Shop: 6 created, 0 updated, 0 unchanged, 1 refused.\n")
    assert second.out.endswith("Shop: 0 created, 0 updated, 6 unchanged, 1 refused.\n")
    assert "7/7" in first.err


def test_import_catalogue_lists_notices(
    shop: Shop, hats: dict[str, bytes | str], capsys: Output
) -> None:
    del hats["hat/hat-0.jpg"]

    call_command("import_catalogue", shop(hats), name="Shop")

    assert "notice: category hat: It has 5 products, which get no lists" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("files", "path", "sentence"),
    [
        ({}, "nowhere", "There is no file or folder"),
        ({"hat/.DS_Store": "-"}, "", "shop holds no products."),
        ({"a.csv": "sku,title\n"}, "a.csv", "missing: id, category, image; found: sku, title."),
        ({"a.zip": "no zip"}, "a.zip", "a.zip is not a readable zip"),
        ({"a.pdf": "-"}, "a.pdf", "is neither a folder, nor a .csv, nor a .zip."),
    ],
)
def test_bad_input_ends_with_one_sentence(
    shop: Shop, files: dict[str, bytes | str], path: str, sentence: str
) -> None:
    with pytest.raises(CommandError) as error:
        call_command("import_catalogue", shop(files) / path, name="Shop")

    assert sentence in str(error.value)
    assert "\n" not in str(error.value)
    assert error.value.returncode == 1
    assert not Catalogue.objects.exists()


def test_where_nothing_could_be_imported_every_file_is_listed(shop: Shop, capsys: Output) -> None:
    with pytest.raises(CommandError, match="Nothing could be imported"):
        call_command("import_catalogue", shop({"hat/1.jpg": b"", "hat/2.jpg": "-"}), name="Shop")

    out = capsys.readouterr().out
    assert "refused: hat/1.jpg: The file is empty.\n" in out
    assert "refused: hat/2.jpg: " in out


def test_a_name_cannot_write_to_the_terminal(shop: Shop, capsys: Output) -> None:
    with pytest.raises(CommandError) as error:
        call_command("import_catalogue", shop({"hat/\x1b[31m\n.jpg": b""}), name="Shop")

    assert "\x1b" not in capsys.readouterr().out + str(error.value)


def test_a_name_is_required(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--name"):
        call_command("import_catalogue", tmp_path)


def test_help_tells_all_of_it(capsys: Output) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("import_catalogue", "--help")

    out = capsys.readouterr().out
    assert end.value.code == 0
    for word in ("folder of category folders", "CSV", "zip", "kept", "40 MB", "--name", "exit"):
        assert word in out


def test_an_empty_path_is_not_the_folder_one_is_in() -> None:
    with pytest.raises(CommandError, match="PATH is empty"):
        call_command("import_catalogue", "", name="Shop")


def test_an_id_that_would_break_the_exports_is_refused(
    shop: Shop, hats: dict[str, bytes | str], capsys: Output
) -> None:
    folder = shop(hats | {"hat/one|two.jpg": hats["hat/hat-0.jpg"]})

    call_command("import_catalogue", folder, name="Shop")

    assert "refused: hat/one|two.jpg: The id one|two holds “|”" in capsys.readouterr().out
