import itertools
import math

import numpy as np
import pytest

from surveys.statistics import Ratings, Reason
from surveys.statistics.krippendorff import alpha
from tests.surveys.statistics.tables import relabelled

# Krippendorff (2011), section C: four observers, twelve units, with what each of them missed.
OBSERVERS = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]
KINDS = ["nominal", "ordinal", "interval"]


def ratings_of(lines, *, method="a"):
    rows = [
        (f"p{p}", f"r{u}", method, float(word))
        for p, line in enumerate(lines)
        for u, word in enumerate(line.split())
        if word != "."
    ]
    columns = zip(*rows, strict=True) if rows else ((),) * 4
    return Ratings.from_columns(*columns, lowest=0, highest=9, methods_order=[method])


def by_coincidences(ratings, kind):
    """Straight from the definition: the matrix of coincidences, and the distance of each pair."""
    units = {}
    for row in range(len(ratings)):
        unit = ratings.reference_codes[row], ratings.method_codes[row]
        units.setdefault(unit, []).append(ratings.values[row])
    values = sorted({v for unit in units.values() if len(unit) > 1 for v in unit})
    o = np.zeros((len(values), len(values)))
    for unit in units.values():
        for a, b in itertools.permutations(unit, 2):
            o[values.index(a), values.index(b)] += 1 / (len(unit) - 1)
    n = o.sum(axis=0)

    def distance(c, k):
        if kind == "nominal":
            return float(c != k)
        if kind == "interval":
            return (values[c] - values[k]) ** 2
        low, high = sorted((c, k))
        return (n[low : high + 1].sum() - (n[c] + n[k]) / 2) ** 2

    delta = np.array([[distance(c, k) for k in range(len(n))] for c in range(len(n))])
    return 1 - (n.sum() - 1) * (o * delta).sum() / (np.outer(n, n) * delta).sum()


@pytest.mark.parametrize(
    ("kind", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_agrees_with_krippendorffs_example(kind, published):
    found = alpha(ratings_of(OBSERVERS), kind)

    assert round(found.alpha, 3) == published
    assert (found.units, found.ratings, found.reason) == (11, 40, None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_alpha_is_what_the_coincidence_matrix_gives(kind, seed):
    rng = np.random.default_rng(seed)
    kept = [cell for cell in np.ndindex(6, 5, 2) if rng.random() < 0.7]
    ratings = Ratings.from_columns(
        [p for p, _, _ in kept], [i for _, i, _ in kept], ["ab"[m] for _, _, m in kept],
        rng.integers(1, 6, size=len(kept)), lowest=1, highest=5,
    )  # fmt: skip

    assert alpha(ratings, kind).alpha == pytest.approx(by_coincidences(ratings, kind), abs=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_full_agreement_is_one_and_systematic_disagreement_below_nothing(kind):
    agreeing = alpha(ratings_of(["1 2 3 5 1", "1 2 3 5 1", "1 2 3 5 1"]), kind)
    opposed = alpha(ratings_of(["1 5 1 5", "5 1 5 1"]), kind)

    assert (agreeing.alpha, agreeing.low, agreeing.high) == (1, 1, 1)
    assert opposed.alpha < -0.7


def test_ratings_at_random_agree_by_chance_alone():
    ratings = Ratings.from_columns(
        np.repeat(np.arange(30), 200).tolist(), list(range(200)) * 30, ["a"] * 6000,
        np.random.default_rng(2).integers(1, 6, size=6000), lowest=1, highest=5,
    )  # fmt: skip

    for kind in KINDS:
        found = alpha(ratings, kind)
        assert found.alpha == pytest.approx(0, abs=0.01)
        assert found.low < 0.005
        assert found.high > -0.005


@pytest.mark.parametrize("kind", KINDS)
def test_interval_holds_the_estimate_and_repeats_with_its_seed(kind):
    ratings = ratings_of(OBSERVERS)

    found = alpha(ratings, kind, seed=3)

    assert found.low < found.alpha < found.high
    assert alpha(ratings, kind, seed=3) == found
    assert alpha(ratings, kind, seed=4) != found


def test_wide_interval_for_high_confidence():
    wide, narrow = (alpha(ratings_of(OBSERVERS), "interval", level=x) for x in (0.99, 0.5))

    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize("kind", KINDS)
def test_invariances(kind):
    ratings = ratings_of(OBSERVERS)
    mirrored = ratings_of([line.translate(str.maketrans("12345", "54321")) for line in OBSERVERS])
    moved = ratings_of([line.translate(str.maketrans("12345", "34567")) for line in OBSERVERS])

    found = alpha(ratings, kind).alpha

    assert alpha(relabelled(ratings, seed=1), kind).alpha == pytest.approx(found)
    assert alpha(mirrored, kind).alpha == pytest.approx(found)
    assert alpha(moved, kind).alpha == pytest.approx(found)


def test_ordinal_alpha_sees_the_order_alone():
    stretched = ratings_of([line.replace("5", "9") for line in OBSERVERS])

    assert alpha(stretched, "ordinal") == alpha(ratings_of(OBSERVERS), "ordinal")
    assert alpha(stretched, "interval") != alpha(ratings_of(OBSERVERS), "interval")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], Reason.NO_RATINGS),
        (["1 2 3"], Reason.ONE_PARTICIPANT),
        (["1 2 .", ". . 3"], Reason.ONE_PARTICIPANT),
        (["4 4", "4 4"], Reason.NO_VARIATION),
        # What varies has one rating only.
        (["4 4 1", "4 4 ."], Reason.NO_VARIATION),
    ],
)
def test_no_alpha_without_a_reason(kind, lines, reason):
    found = alpha(ratings_of(lines), kind)

    assert found.reason == reason
    assert all(map(math.isnan, (found.alpha, found.low, found.high)))


def test_one_reference_has_no_interval():
    found = alpha(ratings_of(["1", "3", "3"]), "interval")

    assert (found.alpha, found.reason) == (0.0, Reason.ONE_REFERENCE)
    assert math.isnan(found.low)


def test_replicates_that_lack_variation_take_the_interval_away():
    # Two references, and in half of the draws one of them twice, with equal ratings.
    found = alpha(ratings_of(["2 4", "2 4"]), "interval")

    assert (found.alpha, found.reason) == (1, Reason.NO_VARIATION)
    assert math.isnan(found.high)


@pytest.mark.parametrize(("kind", "level"), [("ratio", 0.95), ("nominal", 0)])
def test_alpha_refuses(kind, level):
    with pytest.raises(ValueError, match=r"ratio|level"):
        alpha(ratings_of(OBSERVERS), kind, level=level)
