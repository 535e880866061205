"""Tables of published examples as ratings."""

import numpy as np

from surveys.statistics import Ratings


def ratings_of(table, *, methods=None, people=1, lowest=None, highest=None):
    """References × methods as ratings of equally many participants; nan was not rated."""
    table = np.asarray(table, dtype=float)
    methods = methods or [f"m{j}" for j in range(table.shape[1])]
    rows = [
        (f"p{p}", f"r{i}", methods[j], table[i, j])
        for p in range(people)
        for i, j in np.ndindex(*table.shape)
        if not np.isnan(table[i, j])
    ]
    participants, references, names, values = zip(*rows, strict=True) if rows else ((),) * 4
    return Ratings.from_columns(
        participants,
        references,
        names,
        values,
        lowest=-1e6 if lowest is None else lowest,
        highest=1e6 if highest is None else highest,
        methods_order=methods,
    )


def relabelled(ratings, *, seed):
    """The same ratings in another order of rows, participants and references."""
    order = np.random.default_rng(seed).permutation(len(ratings))
    return Ratings.from_columns(
        [ratings.participants[ratings.participant_codes[k]] for k in order],
        [ratings.references[ratings.reference_codes[k]] for k in order],
        [ratings.methods[ratings.method_codes[k]] for k in order],
        ratings.values[order],
        lowest=ratings.scale.lowest,
        highest=ratings.scale.highest,
        methods_order=ratings.methods,
    )
