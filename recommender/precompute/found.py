"""Lists that are put together from comparisons of blocks."""

import io
from collections.abc import Sequence

import numpy as np

from recommender.methods.lists import Compared, Neighbours
from recommender.methods.ranking import merged


def add(lists: Neighbours, found: Neighbours, rows: Sequence[int], others: Sequence[int]) -> None:
    """Merge into `lists`, in place, whom some found among others.

    Parameters
    ----------
    lists : Neighbours of (n, k)
        The best so far; indices are positions among all n.
    found : Neighbours of (rows, k)
        Indices are positions in `others`.
    rows, others : ascending positions among all n
        Ascending, so that equal scores are in the same order among the others as among all.
    """
    if not len(rows) or not len(others):
        return
    at = np.asarray(rows, dtype=np.int64)
    names = np.asarray(others, dtype=np.int32)
    indices = np.where(found.indices < 0, np.int32(-1), names[found.indices])
    mine = Neighbours(lists.indices[at], lists.scores[at])
    k = lists.indices.shape[1]
    both = merged([mine, Neighbours(indices, found.scores)], k=k)
    lists.indices[at], lists.scores[at] = both.indices, both.scores


def to_bytes(compared: Compared) -> bytes:
    buffer = io.BytesIO()
    np.savez(
        buffer,
        row_indices=compared.rows.indices,
        row_scores=compared.rows.scores,
        column_indices=compared.columns.indices,
        column_scores=compared.columns.scores,
    )
    return buffer.getvalue()


def from_bytes(content: bytes) -> Compared:
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return Compared(
            rows=Neighbours(stored["row_indices"], stored["row_scores"]),
            columns=Neighbours(stored["column_indices"], stored["column_scores"]),
        )
