import numpy as np

from recommender.methods.lists import Products
from recommender.methods.random import Random, draws

IDS = [f"product {number}" for number in range(40)]


def draw(configuration, identifiers=IDS, *, groups=None, k=5):
    groups = np.arange(len(identifiers)) if groups is None else groups
    products = Products(np.empty((len(identifiers), 0)), groups, identifiers)
    return Random(configuration).neighbours(products, k=k)


def test_lists_are_drawn_from_the_ids_and_not_from_their_order(configuration):
    order = np.random.default_rng(0).permutation(len(IDS))
    shuffled = [IDS[position] for position in order]

    straight, mixed = draw(configuration), draw(configuration, shuffled)

    named = {IDS[i]: [IDS[j] for j in row] for i, row in enumerate(straight.indices)}
    assert {shuffled[i]: [shuffled[j] for j in r] for i, r in enumerate(mixed.indices)} == named


def test_a_new_product_changes_only_the_lists_into_which_it_is_drawn(configuration):
    before = draw(configuration).indices
    after = draw(configuration, [*IDS, "product x"]).indices[:40]

    entered = (after == 40).any(axis=1)
    assert 0 < entered.sum() < 20
    assert np.array_equal(after[~entered], before[~entered])


def test_draws_are_uniform_and_differ_by_direction():
    identifiers = [str(number) for number in range(300)]
    found = draws(identifiers, identifiers)

    assert abs(found.mean() - 0.5) < 0.005  # 5 standard errors
    assert abs(found.var() - 1 / 12) < 0.002
    assert abs(np.corrcoef(found.ravel(), found.T.ravel())[0, 1]) < 0.02


def test_every_product_has_a_stream_of_its_own(configuration):
    rows = draw(configuration, k=4).indices

    assert len({tuple(row) for row in rows.tolist()}) == len(IDS)


def test_candidates_are_drawn_about_equally_often(configuration):
    identifiers = [str(number) for number in range(400)]

    drawn = np.bincount(draw(configuration, identifiers, k=20).indices.ravel(), minlength=400)

    # Binomial(399, 20/399): mean 20, standard deviation 4.4.
    assert drawn.min() > 3
    assert drawn.max() < 42


def test_own_group_is_never_drawn(configuration):
    groups = np.arange(40) // 20

    rows = draw(configuration, groups=groups, k=25).indices

    assert (rows[:, 20:] == -1).all()
    assert (groups[rows[:, :20]] != groups[:, None]).all()
