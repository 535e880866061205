"""What `analyse` makes of a round's own ratings.csv is what the round's results page has."""

import csv

import pytest

from surveys.exports import table_csv
from surveys.long_table.faults import TableRefused
from surveys.long_table.lists import read_lists
from surveys.long_table.reading import read_long_table
from surveys.long_table.table import Asked
from surveys.models import Round
from surveys.results import Answering, round_results
from tests.surveys import answered

pytestmark = pytest.mark.django_db
Format = Round.AnswerFormat


def read(round, **asked):
    return read_long_table(b"".join(table_csv(round, "ratings")), Asked(**asked))


def as_rows(ratings):
    return sorted(
        (ratings.participants[p], ratings.references[i], ratings.methods[m], value)
        for p, i, m, value in zip(
            ratings.participant_codes,
            ratings.reference_codes,
            ratings.method_codes,
            ratings.values,
            strict=True,
        )
    )


def of_results(round, answering=Answering.PEOPLE, **asked):
    """The same with the labels of the file."""
    ratings = round_results(round=round, answering=answering, **asked).ratings
    people = dict(round.participations.values_list("pk", "number"))
    references = dict(round.references.values_list("pk", "identifier"))
    return sorted(
        (f"P{people[p]:04d}", references[i], m, value) for p, i, m, value in as_rows(ratings)
    )


def answer(round, *values, number=1, **changes):
    person = answered.participant(round, number, **changes)
    for reference, given in zip(round.references.all(), values, strict=False):
        answered.trial(person, reference, answered.lists_of(reference), given)
    return person


def test_ratings_with_shared_sets_and_an_answer_that_could_not_be_given():
    round = answered.closed_round(shared=True)
    answer(round, [5, 1], [4, None], [2, 3], number=1)
    answer(round, [3, 1], [None, 2], number=2)

    table = read(round)

    assert as_rows(table.ratings) == of_results(round)
    assert (table.ratings.scale.lowest, table.ratings.scale.highest) == (1, 5)
    assert set(table.ratings.methods) == set(answered.KEYS)
    assert set(table.slots) == {"A", "B"}
    assert set(table.categories) == {"mug"}


@pytest.mark.parametrize(
    ("answer_format", "values"),
    [
        (Format.BEST_SET, [[1, 0, 0], [0, 0, 1]]),
        (Format.SET_RANKING, [[2, 1, 3], [1, 3, 2]]),
    ],
)
def test_best_sets_and_rankings(answer_format, values):
    round = answered.closed_round(answer_format=answer_format)
    answer(round, *values)

    assert as_rows(read(round).ratings) == of_results(round)


@pytest.mark.parametrize("half", [[1, 2], [2, 2, 1], [None, 1, 2], [None, None, None]])
@pytest.mark.parametrize("sent_off", [True, False])
def test_half_a_ranking_counts_nowhere(half, sent_off):
    round = answered.closed_round(answer_format=Format.SET_RANKING)
    person = answer(round, [2, 1, 3])
    other = round.references.all()[1]
    sent = {} if sent_off else {"submitted_at": None}
    answered.trial(person, other, answered.lists_of(other), half, **sent)

    found = as_rows(read(round).ratings)

    assert found == of_results(round)
    assert len(found) == 3


def test_a_complete_ranking_counts_though_it_was_not_sent_off():
    round = answered.closed_round(answer_format=Format.SET_RANKING, shared=True)
    person = answer(round, [2, 1])
    other = round.references.all()[1]
    answered.trial(person, other, answered.lists_of(other), [1, 2], submitted_at=None)

    found = as_rows(read(round).ratings)

    assert found == of_results(round)
    assert len(found) == 6


def test_a_first_line_that_is_too_short_hides_the_format_of_no_other():
    round = answered.closed_round(answer_format=Format.SET_RANKING)
    answer(round, [2, 1, 3])
    header, first, second, *more = b"".join(table_csv(round, "ratings")).decode().splitlines()
    rank = header.split(",").index("rating")
    cells = second.split(",")
    cells[rank] = "0.5"

    text = "\n".join([header, first.rpartition(",")[0], ",".join(cells), *more])

    with pytest.raises(TableRefused) as refused:
        read_long_table(text.encode(), Asked())

    short, no_rank = refused.value.faults
    assert (short.lines, no_rank.lines) == ((2,), (3,))
    assert "give every column its delimiter" in short.reason
    assert "is no rank" in no_rank.reason


def test_the_order_of_the_lines_does_not_say_which_ranking_is_complete():
    round = answered.closed_round(answer_format=Format.SET_RANKING)
    for number in (1, 2):
        answer(round, [2, 1, 3], [1, 2], number=number)
    head, *lines = b"".join(table_csv(round, "ratings")).decode().splitlines()
    place = head.split(",").index("method")
    mixed = sorted(lines, key=lambda line: line.split(",")[place])

    table = read_long_table("\n".join([head, *mixed]).encode(), Asked())

    assert mixed != lines
    assert as_rows(table.ratings) == of_results(round)


def test_what_is_no_rank_is_told():
    round = answered.closed_round(answer_format=Format.SET_RANKING)
    answer(round, [2, 1, 3])
    lines = list(csv.reader(b"".join(table_csv(round, "ratings")).decode().splitlines()))
    lines[1][lines[0].index("rating")] = "first"
    changed = "\n".join(",".join(line) for line in lines)

    with pytest.raises(TableRefused) as refused:
        read_long_table(changed.encode(), Asked())

    assert "“first” is no rank" in refused.value.faults[0].reason


def test_without_the_flagged_and_those_sent_away():
    round = answered.closed_round()
    answer(round, [5, 4, 1], number=1)
    answer(round, [3, 3, 3], [3, 3, 3], [3, 3, 3], number=2)
    answer(round, [1, 2, 5], number=3, completed_at=None, screened_out_at=round.created_at)

    found = as_rows(read(round, with_flagged=False).ratings)

    assert found == of_results(round, screened=True)
    assert {who for who, *_ in found} == {"P0001"}


def test_an_export_of_before_says_what_it_lacks():
    round = answered.closed_round()
    answer(round, [5, 4, 1])
    older = b"".join(table_csv(round, "ratings")).replace(b",slots,", b",sets,", 1)

    with pytest.raises(TableRefused, match="without slots: export the round anew"):
        read_long_table(older, Asked())


def test_ratings_of_products():
    round = answered.closed_round(answer_format=Format.PRODUCT_RATING)
    for number, last in ((1, 3), (2, None)):
        person = answered.participant(round, number)
        for reference in round.references.all():
            products = [
                product
                for shown in answered.lists_of(reference)
                for product in shown.products.all()
            ]
            values = [1 + (place * number) % 5 for place in range(14)]
            answered.trial(person, reference, products, [*values, last])

    assert as_rows(read(round).ratings) == of_results(round)


def test_a_list_of_which_nobody_rated_every_product_has_no_mean():
    round = answered.closed_round(answer_format=Format.PRODUCT_RATING)
    person = answered.participant(round, 1)
    for reference in round.references.all():
        products = [
            product for shown in answered.lists_of(reference) for product in shown.products.all()
        ]
        answered.trial(person, reference, products[:-1], [3] * 14)

    found = as_rows(read(round).ratings)

    assert found == of_results(round)
    assert len(found) < 3 * round.references.count()


def test_ratings_of_products_with_lists_from_a_file_are_what_the_round_has():
    round = answered.closed_round(answer_format=Format.PRODUCT_RATING)
    person = answered.participant(round, 1)
    for reference in round.references.all():
        products = [
            product for shown in answered.lists_of(reference) for product in shown.products.all()
        ]
        answered.trial(person, reference, products, [1 + place % 5 for place in range(15)])
    numbers = dict(round.references.values_list("identifier", "pk"))
    lists = read_lists(
        "\n".join(
            ["reference,method,rank,product"]
            + [
                f"{reference.identifier},{method.key},{product.rank},{product.identifier}"
                for reference in round.references.all()
                for shown in answered.lists_of(reference)
                for method in shown.methods.all()
                for product in shown.products.all()
            ]
        ).encode()
    )

    ours = read(round, lists=lists).rated
    theirs = round_results(round=round, answering=Answering.PEOPLE).rated

    assert sorted(
        zip(map(numbers.get, ours.ratings.references), *ours.ratings[2:], strict=True)
    ) == sorted(zip(*theirs.ratings[1:], strict=True))
    ours_listed = zip(
        ours.lists.methods,
        map(numbers.get, ours.lists.references),
        ours.lists.products,
        ours.lists.ranks,
        strict=True,
    )
    assert sorted(ours_listed) == sorted(zip(*theirs.lists[:4], strict=True))


def test_checks_and_the_simulation_are_left_out_where_people_answered():
    round = answered.closed_round()
    answer(round, [5, 4, 1], [5, 3, 1], number=1)
    answer(round, [1, 1, 1], number=2, simulated=True)
    person = answer(round, [3, 3, 2], number=3)
    reference = round.references.first()
    answered.trial(person, reference, [answered.identical_set(reference)], [5], kind="identical")

    assert as_rows(read(round).ratings) == of_results(round)
    assert as_rows(read(round, simulated=True).ratings) == of_results(round, Answering.SIMULATED)


def test_a_round_that_only_the_simulation_answered_is_read_with_a_word():
    round = answered.closed_round()
    answer(round, [5, 4, 1], [5, 3, 1], simulated=True)

    table = read(round)

    assert as_rows(table.ratings) == of_results(round, Answering.SIMULATED)
    assert "simulated" in table.notices[0]
