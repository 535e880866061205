"""Whatever may be undefined has a name that people can read."""

import pytest

from surveys.long_table.answers import Kind
from surveys.long_table.reading import read_long_table
from surveys.long_table.table import Asked
from surveys.management.part_words import INTERVAL_OF_DOMINANCE, PARTS, sentences
from surveys.statistics.analysis import analyse
from surveys.statistics.cautions import Caution, cautions_of
from surveys.statistics.reason import Reason

METHODS = ("clip", "clip+segmented", "ssim", "ssim+segmented")


def cautions(*lines):
    table = read_long_table("\n".join(lines).encode(), Asked())
    analysis = analyse(
        table.ratings,
        seed=1,
        replicates=20,
        slots=table.slots,
        first_only=True if table.kind is Kind.CHOICE else None,
        rated=table.rated,
    )
    return cautions_of(analysis)


def test_every_part_of_an_analysis_that_can_be_undefined_has_words():
    choices = cautions(
        "participant,reference,method,choice,slot",
        *(f"P1,R1,{method},{int(place == 0)},{place}" for place, method in enumerate(METHODS)),
    )
    products = cautions(
        "participant,reference,method,product,rating,place",
        *(f"P1,R1,{method},{method}{k},1,{k}" for method in METHODS for k in (1, 2)),
    )

    found = {one.part.removesuffix(INTERVAL_OF_DOMINANCE) for one in (*choices, *products)}

    assert found == set(PARTS)


def test_what_one_reason_leaves_undefined_is_one_sentence():
    few = Reason.ONE_PARTICIPANT

    together, alone = sentences(
        [
            Caution("methods", ("clip",), few),
            Caution("contrasts.dominance_ci", ("clip − ssim",), few),
            Caution("friedman", (), Reason.ONE_METHOD),
            Caution("reliability.krippendorff", ("nominal", "interval"), few),
        ],
        methods=3,
    )

    assert together == (
        "mean and its interval (clip); difference of two methods and its interval: interval of δ "
        "(clip − ssim); Krippendorff's α (nominal, interval scale): needs more than one "
        "participant."
    )
    assert alone == "Friedman: needs more than one method."


@pytest.mark.parametrize(
    ("part", "figures"),
    [
        ("methods", ("a", "b", "c")),
        ("contrasts", ("a − b", "a − c", "b − c")),
        ("reliability.krippendorff", ("nominal", "ordinal", "interval")),
    ],
)
def test_where_it_is_all_of_them_none_is_named(part, figures):
    (said,) = sentences([Caution(part, figures, Reason.NO_VARIATION)], methods=3)

    assert said == f"{PARTS[part]}: all answers are equal."


def test_a_pair_without_common_ratings_is_said_to_be_one():
    (said,) = sentences([Caution("contrasts", ("a − b",), Reason.NO_RATINGS)], methods=3)

    assert said.endswith("(a − b): nobody rated both for the same reference.")
