import numpy as np

from recommender.methods.random import Random

IDS = [f"product {number}" for number in range(40)]


def draw(configuration, identifiers=IDS, *, groups=None, k=5, seed=1):
    groups = np.arange(len(identifiers)) if groups is None else groups
    features = np.empty((len(identifiers), 0))
    return Random(configuration).neighbours(
        features, groups=groups, identifiers=identifiers, k=k, seed=seed
    )


def test_lists_are_drawn_from_the_ids_and_not_from_their_order(configuration):
    order = np.random.default_rng(0).permutation(len(IDS))
    shuffled = [IDS[position] for position in order]

    straight, mixed = draw(configuration), draw(configuration, shuffled)

    named = {IDS[i]: [IDS[j] for j in row] for i, row in enumerate(straight.indices)}
    assert {shuffled[i]: [shuffled[j] for j in r] for i, r in enumerate(mixed.indices)} == named


def test_another_seed_gives_other_lists(configuration):
    assert (draw(configuration, seed=1).indices != draw(configuration, seed=2).indices).any()


def test_every_product_has_a_stream_of_its_own(configuration):
    rows = draw(configuration, k=3).indices

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
