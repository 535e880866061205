"""SSIM of all pairs, tile by tile, on as many threads as there may be; imported by workers only.

A tile compares some hundred pictures (rows) with as many as the kernel has lanes (columns). What a
kernel needs to know of a picture is some twenty times as large as the picture, so that it is
computed for the pictures of a tile and forgotten: in each thread for its columns, and once for the
rows, which all threads share. Threads take the next tile whenever they are free.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.methods import ssim_gaussian, ssim_uniform
from recommender.methods.cores import thread_count
from recommender.methods.lists import Compared, Neighbours, Products
from recommender.methods.ranking import FORBIDDEN, STEPS_PER_UNIT, best
from recommender.methods.ssim_lists import Groups, Lists, Tile, keep

Pictures = NDArray[np.uint8]

# So much is known of the rows of a tile, whatever the size of the pictures.
BYTES_OF_ROWS = 96_000_000


class Kernel(Protocol):
    """A module that compares two sets of pictures (n, planes, side, side)."""

    LANES: int

    def room_for_rows(self, n: int, planes: int, side: int) -> Any: ...

    def room_for_columns(self, planes: int, side: int) -> Any: ...

    def write_rows(self, pictures: Pictures, rows: Any) -> None: ...

    def write_columns(self, pictures: Pictures, columns: Any) -> None: ...

    def scores(self, rows: Any, columns: Any) -> NDArray[np.float64]: ...


KERNELS: dict[str, Kernel] = {"uniform": ssim_uniform, "gaussian": ssim_gaussian}

Visit = Callable[[int, Tile], None]


def similarities(window: str, rows: Pictures, columns: Pictures) -> NDArray[np.float64]:
    """SSIM of every row with every column: float64 (rows, columns)."""
    found = np.empty((len(rows), len(columns)))

    def write(_: int, tile: Tile) -> None:
        height, width = tile.scores.shape
        found[tile.row : tile.row + height, tile.column : tile.column + width] = tile.scores

    _Tiles(KERNELS[window], rows, columns, later=False).visit(write)
    return found


def neighbours(window: str, pictures: Pictures, *, groups: NDArray[np.int64], k: int) -> Neighbours:
    """The exact k most similar pictures of each; every unordered pair is computed once.

    Memory beside the pictures: `BYTES_OF_ROWS`; of each thread one tile, and lists, O(n · k).
    """
    lists = [_blank(len(pictures), k) for _ in range(thread_count())]
    both = Groups(np.array(groups), np.array(groups))

    def put(thread: int, tile: Tile) -> None:
        keep(tile, both, lists[thread], lists[thread], STEPS_PER_UNIT, True)

    _Tiles(KERNELS[window], pictures, pictures, later=True).visit(put)
    return _merged(lists, k=k)


def compare(window: str, rows: Products, columns: Products, *, k: int) -> Compared:
    """The k most similar columns of each row and rows of each column; nobody is in both.

    Features are pictures (n, planes, side, side).
    """
    of_rows = [_blank(len(rows), k) for _ in range(thread_count())]
    of_columns = [_blank(len(columns), k) for _ in of_rows]
    groups = Groups(np.array(rows.groups), np.array(columns.groups))

    def put(thread: int, tile: Tile) -> None:
        keep(tile, groups, of_rows[thread], of_columns[thread], STEPS_PER_UNIT, False)

    _Tiles(KERNELS[window], rows.features, columns.features, later=False).visit(put)
    return Compared(rows=_merged(of_rows, k=k), columns=_merged(of_columns, k=k))


def _blank(n: int, k: int) -> Lists:
    indices = np.full((n, k), -1, dtype=np.int32)
    return Lists(indices, np.full((n, k), FORBIDDEN, dtype=np.int64))


def _merged(lists: Sequence[Lists], *, k: int) -> Neighbours:
    """No pair is in two of them."""
    indices = np.concatenate([some.indices for some in lists], axis=1, dtype=np.int64)
    return best(np.concatenate([some.steps for some in lists], axis=1), indices, k=k)


@dataclass(frozen=True)
class _Tiles:
    """All tiles, or those with a column that is `later` than a row, in any order."""

    kernel: Kernel
    rows: Pictures
    columns: Pictures
    later: bool

    def visit(self, visit: Visit) -> None:
        """Compare each tile and hand it over, with the number of the thread."""
        if not len(self.rows) or not len(self.columns):
            return
        threads, shape = range(thread_count()), self.rows.shape[1:3]
        height = self._height()
        room = self.kernel.room_for_rows(height, *shape)
        rooms = [self.kernel.room_for_columns(*shape) for _ in threads]
        with ThreadPoolExecutor(len(threads)) as pool:
            for top in range(0, len(self.rows), height):
                rows = self._summarise_rows(pool, top, room)
                starts = range(top if self.later else 0, len(self.columns), self.kernel.LANES)
                compare = partial(self._compare, visit, rows, top, iter(starts))
                list(pool.map(compare, threads, rooms))

    def _height(self) -> int:
        one = self.kernel.room_for_rows(1, *self.rows.shape[1:3])
        fitting = BYTES_OF_ROWS // sum(part.nbytes for part in one)
        return min(len(self.rows), max(1, fitting))

    def _summarise_rows(self, pool: ThreadPoolExecutor, top: int, room: Any) -> Any:
        """Share the rows of a tile among the threads of the pool."""
        pictures = self.rows[top : top + len(room.pixels)]
        share = -(-len(pictures) // thread_count())
        starts = range(0, len(pictures), share)
        pieces = [np.array(pictures[start : start + share], order="C") for start in starts]
        rooms = [_part(room, start, start + share) for start in starts]
        list(pool.map(self.kernel.write_rows, pieces, rooms))
        return _part(room, 0, len(pictures))

    def _compare(
        self, visit: Visit, rows: Any, top: int, starts: Iterator[int], thread: int, room: Any
    ) -> None:
        """Take columns until none are left. `starts` is shared by all threads."""
        for start in starts:
            # Copied: for read-only arrays, which come from a cache, numba would compile anew.
            pictures = np.array(self.columns[start : start + self.kernel.LANES], order="C")
            self.kernel.write_columns(pictures, room)
            stop = start + len(pictures)
            scores = self.kernel.scores(_part(rows, 0, stop - top) if self.later else rows, room)
            visit(thread, Tile(np.ascontiguousarray(scores[:, : len(pictures)]), top, start))


def _part(rows: Any, start: int, stop: int) -> Any:
    return type(rows)(*(array[start:stop] for array in rows))
