"""Tables in which single products were rated, and the lists that these stood on."""

import math

import pytest

from surveys.long_table.faults import TableRefused
from surveys.long_table.lists import read_lists
from surveys.long_table.reading import read_long_table
from surveys.long_table.table import Asked

HEADER = "participant,reference,method,product,rating,similarity,place\n"
PRODUCTS = """\
ann,mug,clip,cup,4,0.9,1
ann,mug,clip,jug,2,0.8,2
ann,mug,ssim,jug,2,0.3,1
ann,mug,ssim,hat,1,0.2,2
bob,mug,clip,cup,5,0.9,1
bob,mug,clip,jug,3,0.8,2
"""


def read(text, **asked):
    return read_long_table(text.encode(), Asked(**asked))


def refusal(text):
    with pytest.raises(TableRefused) as refused:
        read(text)
    return refused.value


def rows(lists):
    return sorted(zip(*lists, strict=True))


def test_a_methods_rating_is_the_mean_of_its_products():
    table = read(HEADER + PRODUCTS)

    found = table.ratings
    assert found.values.tolist() == [3, 1.5, 4]
    assert "the mean of its products" in " ".join(table.notices)


def test_the_scale_is_guessed_from_ratings_of_products_and_not_from_their_means():
    table = read(HEADER + PRODUCTS)

    assert (table.ratings.scale.lowest, table.ratings.scale.highest) == (1, 5)
    assert "1 to 5" in table.notices[-1]


def test_a_list_with_a_product_that_was_not_rated_has_no_mean():
    table = read(HEADER + PRODUCTS.replace("bob,mug,clip,jug,3", "bob,mug,clip,jug,"))

    assert table.ratings.values.tolist() == [3, 1.5]
    assert ("bob", "mug", "cup", 5) in list(zip(*table.rated.ratings, strict=True))


def test_lists_are_read_from_places_and_similarities():
    table = read(HEADER + PRODUCTS)

    assert rows(table.rated.lists) == [
        ("clip", "mug", "cup", 1, 0.9), ("clip", "mug", "jug", 2, 0.8),
        ("ssim", "mug", "hat", 2, 0.2), ("ssim", "mug", "jug", 1, 0.3),
    ]  # fmt: skip


def test_without_places_similarity_orders():
    swapped = PRODUCTS.replace("0.2,2", "0.7,2").replace(",1\n", "\n").replace(",2\n", "\n")

    table = read(HEADER.replace(",place", "") + swapped)

    assert rows(table.rated.lists)[2:] == [("ssim", "mug", "hat", 1, 0.7),
                                           ("ssim", "mug", "jug", 2, 0.3)]  # fmt: skip


def test_without_either_nobody_knows_the_lists():
    lines = [line.rsplit(",", 2)[0] for line in (HEADER + PRODUCTS).splitlines()]

    table = read("\n".join(lines))

    assert table.rated is None
    assert table.ratings.values.tolist() == [3, 1.5, 4]


def test_a_product_on_two_lists_counts_once_with_its_mean():
    text = HEADER + PRODUCTS.replace("ann,mug,ssim,jug,2", "ann,mug,ssim,jug,4")

    found = list(zip(*read(text).rated.ratings, strict=True))

    assert ("ann", "mug", "jug", 3) in found
    assert len(found) == 5


def test_one_answer_a_method_needs_no_products_and_keeps_its_slots():
    table = read("participant,reference,method,product,slot,rating\na,x,m,p,A,3\na,x,n,q,B,4\n")

    assert (table.slots, table.rated) == (("A", "B"), None)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("bob,mug,clip,jug,3,0.8,2\n", "has rated product “jug”"),
        ("bob,mug,ssim,jug,3,0.4,1\n", "another place or similarity"),
        ("bob,mug,ssim,cap,3,0.1,2\n", "is held by product “hat”"),
        ("bob,mug,ssim,cap,3,high,3\n", "“high” is no number"),
        ("bob,mug,ssim,cap,3,0.1,0\n", "“0” is no place"),
        ("bob,mug,ssim,cap,3,0.1,1e300\n", "“1e300” is no place"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(line, word):
    refused = refusal(HEADER + PRODUCTS + line)

    assert [fault.lines for fault in refused.faults] == [(8,)]
    assert word in refused.faults[0].reason


LISTS = "reference,method,rank,product,score\nmug,clip,1,jug,0.5\nmug,clip,2,cup,\n"


def test_lists_may_come_in_a_file_of_their_own():
    found = read_lists(LISTS.encode())

    table = read(HEADER + PRODUCTS, lists=found)

    assert table.rated.lists is found
    assert rows(found)[1][:4] == ("clip", "mug", "jug", 1)
    assert math.isnan(rows(found)[0][4])


def test_lists_without_rated_products_are_not_used_and_that_is_told():
    table = read("participant,reference,method,rating\na,x,m,3\nb,x,m,4\n",
                 lists=read_lists(LISTS.encode()))  # fmt: skip

    assert table.rated is None
    assert "The lists are not used" in table.notices[-2] + table.notices[-1]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("reference,method,product\nmug,clip,cup\n", "missing: rank"),
        ("reference,method,rank,product\n", "no lists"),
        (LISTS + "mug,clip,2,hat,1\n", "1 line of the lists"),
        (LISTS + "mug,clip,3,cup,1\n", "1 line of the lists"),
        (LISTS + 'mug,clip,3,hat,"1,234"\n', "1 line of the lists"),
        (LISTS + "mug,clip,x,hat,1\nmug,clip,4,hat,y\nmug\n", "3 lines of the lists"),
    ],
)
def test_lists_that_cannot_be_are_refused(text, word):
    with pytest.raises(TableRefused, match=word):
        read_lists(text.encode())


def test_decimal_commas_in_lists_between_commas_are_named_as_the_cause():
    with pytest.raises(TableRefused) as refused:
        read_lists((LISTS + "mug,clip,3,hat,0,4\nmug,clip,4,bag,0,3\nmug,clip\n").encode())

    decimals, short = refused.value.faults
    assert (decimals.lines, short.lines) == ((4, 5), (6,))
    assert "decimals" in decimals.reason
    assert "only 2 values" in short.reason
