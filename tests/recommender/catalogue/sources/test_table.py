from pathlib import Path

import pytest

from recommender.catalogue.remarks import ImportRefused, PictureRefused, Remark
from recommender.catalogue.sources import Row, Source, open_source
from tests.recommender.catalogue.conftest import Shop

HEADER = "id,title,category,group,image"


def opened(path: Path) -> Source:
    with open_source(path) as source:
        return source


def row(path: Path) -> Row:
    (entry,) = opened(path).entries
    assert isinstance(entry, Row)
    return entry


def refusal(path: Path) -> str:
    (entry,) = opened(path).entries
    assert isinstance(entry, Remark)
    return entry.reason


def table(shop: Shop, text: str | bytes, name: str = "table.csv") -> Path:
    return shop({name: text, "img/1.jpg": b"a picture", "img/M\u00fctze.jpg": b"a hat"}) / name


def test_a_line_is_a_product(shop: Shop) -> None:
    found = row(table(shop, f"{HEADER}\n7,Red hat,hat,reds,img/1.jpg\n"))

    assert (found.identifier, found.title, found.category) == ("7", "Red hat", "hat")
    assert (found.group, found.where) == ("reds", "table.csv, line 2")
    assert found.read() == b"a picture"


def test_title_and_group_may_be_missing(shop: Shop) -> None:
    found = row(table(shop, "image,id,category\nimg/1.jpg,7,hat\n"))

    assert (found.title, found.group, found.attributes) == ("", "", {})


def test_further_columns_become_attributes(shop: Shop) -> None:
    text = "id,category,image,Colour,price,\n7,hat,img/1.jpg,red,,ignored\n"

    assert row(table(shop, text)).attributes == {"Colour": "red"}


def test_names_of_columns_may_be_capitalised_and_padded(shop: Shop) -> None:
    assert row(table(shop, " ID ,Category, IMAGE\n7,hat,img/1.jpg\n")).identifier == "7"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_endings_are_found(shop: Shop, delimiter: str, ending: str) -> None:
    lines = [["id", "category", "title", "image"], ["7", "hat", '"a,b;c\td"', "img/1.jpg"]]
    text = ending.join(delimiter.join(line) for line in lines)

    found = row(table(shop, text))

    assert (found.title, found.read()) == ("a,b;c\td", b"a picture")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_notice(shop: Shop, encoding: str) -> None:
    text = f"{HEADER}\n7,Mütze ☕,hat,,img/Mütze.jpg\n"

    source = opened(table(shop, text.encode(encoding)))

    assert source.notices == []
    assert isinstance(source.entries[0], Row)
    assert (source.entries[0].title, source.entries[0].read()) == ("Mütze ☕", b"a hat")


def test_windows_1252_is_read_with_a_notice(shop: Shop) -> None:
    source = opened(table(shop, f"{HEADER}\n7,Mütze für 5 €,hat,,img/1.jpg\n".encode("cp1252")))

    assert isinstance(source.entries[0], Row)
    assert source.entries[0].title == "Mütze für 5 €"
    assert "Windows-1252" in source.notices[0].reason


def test_an_image_is_found_however_its_accents_are_spelt(shop: Shop) -> None:
    assert row(table(shop, f"{HEADER}\n7,,hat,,img/Mu\u0308tze.jpg\n")).read() == b"a hat"


def test_blank_lines_are_passed_over_and_lines_are_counted_as_an_editor_does(shop: Shop) -> None:
    text = f'\n{HEADER}\n\n7,"two\nlines",hat,,img/1.jpg\n,,,,\n8,,hat,,img/1.jpg\n'

    wheres = [entry.where for entry in opened(table(shop, text)).entries]

    assert wheres == ["table.csv, line 4", "table.csv, line 7"]


def test_missing_columns_are_named_with_those_found(shop: Shop) -> None:
    with pytest.raises(ImportRefused) as refused:
        opened(table(shop, "sku,title,category\n7,hat,hat\n"))

    assert str(refused.value) == (
        "table.csv needs the columns id, category, image in its first line; missing: id, image; "
        "found: sku, title, category."
    )


@pytest.mark.parametrize("text", ["\n\n", " \n"])
def test_a_blank_table_is_refused(shop: Shop, text: str) -> None:
    with pytest.raises(ImportRefused, match="found: none"):
        opened(table(shop, text))


def test_an_empty_table_is_refused(shop: Shop) -> None:
    with pytest.raises(ImportRefused, match=r"table\.csv: The file is empty"):
        opened(table(shop, ""))


def test_a_table_without_lines_is_refused(shop: Shop) -> None:
    with pytest.raises(ImportRefused, match=r"table\.csv holds no products"):
        opened(table(shop, HEADER))


def test_a_column_that_is_there_twice_is_refused(shop: Shop) -> None:
    with pytest.raises(ImportRefused, match="more than one column named image"):
        opened(table(shop, "id,category,image,image\n7,hat,a.jpg,b.jpg\n"))


def test_a_quote_that_is_never_closed_swallows_nothing(shop: Shop) -> None:
    text = f'{HEADER}\n7,"Red hat,hat,,img/1.jpg\n8,,hat,,img/1.jpg\n'

    with pytest.raises(ImportRefused, match=r"table\.csv, line 2: this is no CSV"):
        opened(table(shop, text))


def test_bytes_that_are_no_text_are_refused(shop: Shop) -> None:
    with pytest.raises(ImportRefused, match="neither UTF-8 nor Windows-1252"):
        opened(table(shop, b"id,image,category\n\x81\x8d\xff\n"))


def test_a_line_with_too_many_values_is_refused(shop: Shop) -> None:
    assert "6 values, the header 5" in refusal(
        table(shop, f"{HEADER}\n7,Hat, red,hat,,img/1.jpg\n")
    )


@pytest.mark.parametrize(
    "image",
    ["https://shop.example/1.jpg", "HTTP://shop.example/1.jpg", "//cdn/1.jpg", "data:image/png,x"],
)
def test_addresses_are_never_fetched(shop: Shop, image: str) -> None:
    reason = refusal(table(shop, f'{HEADER}\n7,,hat,,"{image}"\n'))

    assert "is an address; pictures are not fetched" in reason


@pytest.mark.parametrize(
    "image",
    ["../secret.jpg", "img/../../secret.jpg", "/etc/passwd", "C:\\hat.jpg", "..\\secret.jpg", ".."],
)
def test_images_outside_the_folder_are_refused(shop: Shop, tmp_path: Path, image: str) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"outside")

    assert "leads out of the folder" in refusal(table(shop, f"{HEADER}\n7,,hat,,{image}\n"))


@pytest.mark.parametrize("image", ["img/1.jpg", "./img/1.jpg", "img/../img/1.jpg", "img\\1.jpg"])
def test_images_inside_the_folder_are_read(shop: Shop, image: str) -> None:
    assert row(table(shop, f"{HEADER}\n7,,hat,,{image}\n")).read() == b"a picture"


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        ("img/2.jpg", "There is no file img/2.jpg"),
        ("img", "img is not a file"),
        ("img/" + "x" * 300, "cannot be read"),
        ("im\x00g", "cannot be read"),
    ],
)
def test_images_that_are_not_there_are_refused(shop: Shop, image: str, reason: str) -> None:
    with pytest.raises(PictureRefused, match=reason):
        row(table(shop, f"{HEADER}\n7,,hat,,{image}\n")).read()


def test_a_line_without_an_image_is_refused(shop: Shop) -> None:
    assert refusal(table(shop, f"{HEADER}\n7,Red hat\n")) == "The line names no image."


def test_a_folder_with_products_csv_is_read_by_it(shop: Shop) -> None:
    folder = table(shop, f"{HEADER}\n7,,hat,,img/1.jpg\n", "products.csv").parent

    source = opened(folder)

    assert [entry.where for entry in source.entries] == ["products.csv, line 2"]
    assert source.notices[0].where == "products.csv"
    assert "Products were read from this table" in source.notices[0].reason


def test_of_several_tables_products_csv_is_used(shop: Shop) -> None:
    folder = shop({"Products.CSV": f"{HEADER}\n7,,hat,,1.jpg\n", "other.csv": "", "1.jpg": b"-"})

    assert [entry.where for entry in opened(folder).entries] == ["Products.CSV, line 2"]


def test_several_tables_without_products_csv_are_refused(shop: Shop) -> None:
    with pytest.raises(ImportRefused, match=r"several tables \(a\.csv, b\.csv\)"):
        opened(shop({"a.csv": HEADER, "b.csv": HEADER}))
