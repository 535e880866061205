from pathlib import Path

import pytest

from recommender.agreement.reading import FileRefused, read_pairs, read_triplets

POSITIONS = {"hat": 0, "cap": 1, "shoe": 2, "boot": 3}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "judged.csv"


def test_triplets_become_positions(file: Path):
    file.write_text("head,closer,farther\nhat,cap,shoe\nshoe,boot,hat\n")

    found = read_triplets(file, POSITIONS)

    assert found.members.tolist() == [[0, 1, 2], [2, 3, 0]]
    assert found.faults == []


def test_columns_may_stand_in_any_order_among_others(file: Path):
    file.write_text('\ufeff"Farther";judge;Closer;HEAD\n\n shoe ;ann;cap;"hat"\n')

    assert read_triplets(file, POSITIONS).members.tolist() == [[0, 1, 2]]


def test_every_bad_line_is_told_with_what_to_do_and_the_good_ones_are_kept(file: Path):
    file.write_text(
        "head,closer,farther\n"
        "hat,cap,shoe\n"
        "hat,cap,sock\n"
        "hat,hat,shoe\n"
        "hat,cap,cap\n"
        "hat,cap\n"
        "hat,cap,shoe,boot\n"
        "hat,,shoe\n"
        "hat,shoe,hat\n"
        "hat,shoe,boot\n"
    )

    found = read_triplets(file, POSITIONS)

    assert found.members.tolist() == [[0, 1, 2], [0, 2, 3]]
    assert found.faults == [
        (3, "The catalogue has no product “sock”: correct the id, or import the product."),
        (4, "A triplet needs three different products; “hat” stands there twice."),
        (5, "A triplet needs three different products; “cap” stands there twice."),
        (6, "The line has no farther: fill it in."),
        (7, "The line has 4 values, the header 3: quote what holds a comma."),
        (8, "The line has no closer: fill it in."),
        (9, "A triplet needs three different products; “hat” stands there twice."),
    ]


def test_pairs_become_positions_and_ratings(file: Path):
    file.write_text("reference,product,rating\nhat,cap,4.5\nhat,shoe,-1e0\n")

    found = read_pairs(file, POSITIONS)

    assert found.members.tolist() == [[0, 1], [0, 2]]
    assert found.ratings.tolist() == [4.5, -1]


def test_ratings_that_are_no_numbers_are_told(file: Path):
    file.write_text(
        "reference,product,rating\nhat,cap,\nhat,cap,good\nhat,cap,nan\nhat,cap,inf\n"
        'hat,cap,"4,5"\nhat,hat,3\nhat,sock,3\n'
    )

    found = read_pairs(file, POSITIONS)

    assert found.members.shape == (0, 2)
    assert [line for line, _reason in found.faults] == [2, 3, 4, 5, 6, 7, 8]
    assert found.faults[0].reason == "The line has no rating: fill it in."
    assert found.faults[4].reason == (
        "“4,5” is no rating: write a finite number with a point, such as 4.5."
    )
    assert found.faults[5].reason == ("“hat” is compared with itself: name two different products.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "needs the columns head, closer, farther, each once, .* found: none"),
        (b"head,near,farther\nhat,cap,shoe\n", "not so: closer; found: head, near, farther"),
        (b"head,closer,farther,head\n", "not so: head"),
        (b"head,closer,farther\n\n", "judged.csv has no lines below its first"),
        (b'head,closer,farther\nhat,"cap,shoe\n', "line 2: this is no CSV .*quotation marks"),
        ("head,closer,farther\nhüt,cap,shoe\n".encode("cp1252"), "is not UTF-8 text: save it as"),
    ],
)
def test_a_file_that_holds_no_triplets_is_refused(file: Path, content: bytes, sentence: str):
    file.write_bytes(content)

    with pytest.raises(FileRefused, match=sentence):
        read_triplets(file, POSITIONS)


def test_a_file_that_is_not_there_is_named(file: Path):
    with pytest.raises(
        FileRefused, match=r"judged.csv cannot be read: No such file or directory\."
    ):
        read_pairs(file, POSITIONS)
