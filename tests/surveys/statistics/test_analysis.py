import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.statistics import Ratings
from surveys.statistics.analysis import analyse
from surveys.statistics.analysis_json import as_json

METHODS = ("clip", "clip+segmented", "ssim", "ssim+segmented")


def ratings_of(rows, methods=METHODS, **scale):
    columns = list(zip(*rows, strict=True)) or [[], [], [], []]
    return Ratings.from_columns(
        *columns, **{"lowest": 1, "highest": 7} | scale, methods_order=methods
    )


def survey(people=6, items=5, methods=METHODS, seed=1, keep=1.0):
    rng = np.random.default_rng(seed)
    return [
        (f"P{p}", f"R{i}", method, int(rng.integers(1, 8)))
        for p in range(people)
        for i in range(items)
        for method in methods
        if rng.random() < keep
    ]


def found(rows, **asked):
    analysis = analyse(ratings_of(rows, **asked), seed=1, replicates=50)
    printed = json.dumps(as_json(analysis), allow_nan=False)
    return json.loads(printed)


def close(ours, theirs, *, rel=1e-7):
    """Nested values, numbers to rounding."""
    if isinstance(ours, dict):
        assert ours.keys() == theirs.keys()
        for key in ours:
            close(ours[key], theirs[key], rel=rel)
    elif isinstance(ours, list):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            close(one, other, rel=rel)
    elif isinstance(ours, float) and theirs is not None:
        assert ours == pytest.approx(theirs, rel=rel, abs=1e-9)
    else:
        assert ours == theirs


def test_json_has_exactly_this_shape():
    assert shape(found(survey(people=12, items=10, seed=3))) == {
        "n": {"ratings": 0, "participants": 0, "references": 0, "methods": 0},
        "methods": [
            {
                "method": "", "n": 0, "mean": 0, "sd": 0, "median": 0,
                "distribution": {str(point): 0 for point in range(1, 8)},
                "ci": [0, 0], "score": 0, "score_ci": [0, 0],
            }
        ],
        "contrasts": [CONTRAST],
        "segmentation": {
            "per_algorithm": [CONTRAST], "pooled": CONTRAST, "interaction": [CONTRAST],
        },
        "omnibus": {"f": 0, "df1": 0, "df2": 0, "p": 0},
        "bootstrap": {
            "b": 0, "seed": 0,
            "methods": [{"method": "", "ci": [0, 0]}],
            "contrasts": [{"a": "", "b": "", "ci": [0, 0]}],
        },
        "friedman": {
            "blocks": 0, "chi2": 0, "df": 0, "p": 0, "kendalls_w": 0, "iman_davenport": 0,
            "nemenyi_cd": 0, "mean_ranks": dict.fromkeys(METHODS, 0),
        },
        "wilcoxon": [{"a": "", "b": "", "r_plus": 0, "r_minus": 0, "p": 0, "p_holm": 0}],
        "skillings_mack": {"statistic": 0, "df": 0, "p": 0},
        "ordinal": {"methods": [{"method": "", "estimate": 0, "se": 0}]},
        "reliability": {
            "krippendorff": {"nominal": 0, "ordinal": 0, "interval": 0},
            "icc": dict.fromkeys(("1,1", "2,1", "3,1", "1,k", "2,k", "3,k"), 0),
        },
        "slots": [],
        "warnings": [],
    }  # fmt: skip


CONTRAST = {
    "a": "", "b": "", "difference": 0, "ci": [0, 0], "t": 0, "df": 0, "p": 0, "p_holm": 0,
    "dominance": 0, "dominance_ci": [0, 0], "a12": 0,
}  # fmt: skip


def shape(value):
    """Texts as "", numbers as 0, and of records of one kind the first."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        return (
            [shape(one) for one in (value[:1] if isinstance(value[0], dict) else value)]
            if (value)
            else []
        )
    return "" if isinstance(value, str) else None if value is None else 0


def test_everything_has_one_number_for_one_fact():
    result = found(survey())

    pairs = {(one["a"], one["b"]): one for one in result["contrasts"]}
    clip, ssim = result["segmentation"]["per_algorithm"]
    assert clip["difference"] == -pairs["clip", "clip+segmented"]["difference"]
    assert clip["dominance"] == -pairs["clip", "clip+segmented"]["dominance"]
    assert clip["a12"] == (clip["dominance"] + 1) / 2
    effects = result["segmentation"]
    assert effects["pooled"]["difference"] == pytest.approx(
        (clip["difference"] + ssim["difference"]) / 2
    )
    assert effects["interaction"][0]["difference"] == pytest.approx(
        clip["difference"] - ssim["difference"]
    )


DEGENERATE = {
    "nothing": [],
    "one rating": [("P0", "R0", "clip", 4)],
    "one participant": survey(people=1),
    "one reference": survey(items=1),
    "one method": survey(methods=("clip",)),
    "two participants, two references": survey(people=2, items=2),
    "no variance": [(p, i, method, 5) for p in "abc" for i in "xyz" for method in METHODS],
    "all ties, people differ": [
        (p, i, method, value)
        for p, value in zip("abc", (2, 4, 7), strict=True)
        for i in "xyz"
        for method in METHODS
    ],
    "missing cells": survey(keep=0.5),
    "very few cells": survey(keep=0.1),
    "a method without data": survey(methods=METHODS[:3]),
    "methods that no cell has together": [
        (p, i, METHODS[(number + place) % 4], 1 + (number * place) % 7)
        for number, p in enumerate("abcd")
        for place, i in enumerate("wxyz")
    ],
    "two methods always alike": [
        (p, i, method, value)
        for (p, i, _method, value) in survey(methods=("clip",))
        for method in METHODS[:2]
    ],
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_surveys_give_null_and_say_why(name):
    result = found(DEGENERATE[name])

    told = " ".join(result["warnings"])
    for part in ("omnibus", "skillings_mack"):
        assert (result[part]["p"] is None) == (f"{part}: " in told)
    for contrast in result["contrasts"]:
        name = f"{contrast['a']} − {contrast['b']}"
        untold = contrast["ci"] == [None, None] and name not in told
        assert not untold
        assert (contrast["p"] is None) == (contrast["p_holm"] is None)


def test_no_variance_has_estimates_and_no_certainty():
    result = found(DEGENERATE["no variance"])

    assert {one["mean"] for one in result["methods"]} == {5.0}
    assert {one["difference"] for one in result["contrasts"]} == {0.0}
    assert all(one["ci"] == [None, None] for one in result["methods"] + result["contrasts"])


def test_scores_are_null_where_nobody_knows_the_scale():
    analysis = analyse(ratings_of(survey()), seed=1, replicates=50)

    result = as_json(analysis, scored=False, notices=["The scale is not known."])

    assert {one["score"] for one in result["methods"]} == {None}
    assert result["warnings"][0] == "The scale is not known."


def test_answers_between_points_have_no_distribution():
    rows = [(p, i, m, value + 0.5 * (value < 7)) for p, i, m, value in survey()]

    assert {one["distribution"] is None for one in found(rows)["methods"]} == {True}


# Whatever is drawn at random depends on the order of the labels of participants and references.
DRAWN = {"bootstrap", "warnings"}
tables = st.builds(
    survey,
    people=st.integers(2, 5),
    items=st.integers(2, 5),
    seed=st.integers(0, 1000),
    keep=st.sampled_from([1.0, 0.8]),
)
quick = settings(max_examples=15, deadline=None, derandomize=True)


def facts(result):
    return {key: value for key, value in result.items() if key not in DRAWN}


@quick
@given(rows=tables, data=st.data())
def test_order_of_rows_does_not_matter(rows, data):
    shuffled = data.draw(st.permutations(rows))

    close(found(shuffled), found(rows))


def test_order_of_rows_does_not_matter_to_what_is_drawn_of_comparisons_and_agreement():
    rows = [(p, i, m, float(value > 4)) for p, i, m, value in survey()]

    there, backwards = (
        analyse(ratings_of(one, lowest=0, highest=1), seed=1, replicates=50, first_only=True)
        for one in (rows, rows[::-1])
    )

    for ours, theirs in zip(backwards.choices.methods, there.choices.methods, strict=True):
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))
        assert not math.isnan(ours.low)
    for level, ours in backwards.alphas.items():
        theirs = there.alphas[level]
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


@quick
@given(rows=tables)
def test_names_of_people_and_references_do_not_matter(rows):
    renamed = [(7 * int(p[1:]) % 11, ("i", i[::-1]), m, value) for p, i, m, value in rows]

    close(facts(found(renamed)), facts(found(rows)))


@quick
@given(rows=tables)
def test_names_of_methods_do_not_matter(rows):
    names = dict(zip(METHODS, ("m9", "m9+segmented", "m1", "m1+segmented"), strict=True))
    renamed = [(p, i, names[m], value) for p, i, m, value in rows]

    result = json.dumps(found(renamed, methods=tuple(names.values())))

    for ours, theirs in (("clip", "m9"), ("ssim", "m1")):
        result = result.replace(f'"{theirs}', f'"{ours}')
    ours = facts(json.loads(result))
    close(ours, facts(found(rows)))


@quick
@given(rows=tables, shift=st.integers(-20, 20))
def test_adding_a_constant_moves_means_and_nothing_else(rows, shift):
    there = found(rows)

    moved = found(
        [(p, i, m, value + shift) for p, i, m, value in rows], lowest=1 + shift, highest=7 + shift
    )

    for one, other in zip(moved["methods"], there["methods"], strict=True):
        assert one["mean"] == pytest.approx(other["mean"] + shift)
        close(one["score_ci"], other["score_ci"])
    parts = ("contrasts", "segmentation", "omnibus", "friedman", "wilcoxon", "skillings_mack")
    for part in parts:
        close(moved[part], there[part], rel=1e-6)


@quick
@given(rows=tables)
def test_reversing_the_scale_turns_every_sign_and_no_test(rows):
    there = found(rows)

    back = found([(p, i, m, 8 - value) for p, i, m, value in rows])

    for one, other in zip(back["contrasts"], there["contrasts"], strict=True):
        for turned in ("difference", "t", "dominance"):
            assert one[turned] == pytest.approx(negative(other[turned]), abs=1e-12)
        for kept in ("df", "p", "p_holm"):
            close(one[kept], other[kept])
        close(one["ci"], [negative(end) for end in reversed(other["ci"])])
    for part in ("omnibus", "skillings_mack", "reliability"):
        close(back[part], there[part], rel=1e-6)


def negative(value):
    return None if value is None else -value


def test_level_widens_every_interval():
    narrow, wide = (
        analyse(ratings_of(survey()), seed=1, replicates=200, level=level) for level in (0.5, 0.99)
    )

    for small, large in (
        (narrow.results.methods[0].mean, wide.results.methods[0].mean),
        (narrow.contrasts[0].dominance, wide.contrasts[0].dominance),
        (narrow.segmentation.pooled.difference, wide.segmentation.pooled.difference),
        (narrow.bootstrap.methods[0], wide.bootstrap.methods[0]),
        (narrow.halves.contrasts[0].change, wide.halves.contrasts[0].change),
    ):
        assert wide_enough(small, large)


def wide_enough(small, large):
    return not math.isnan(small.low) and large.low < small.low < small.high < large.high
