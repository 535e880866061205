"""Sharing colours out over the edges of a bipartite graph, so that every vertex has all alike."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

NONE = -1


def equal_colours(
    ends: tuple[Sequence[int], Sequence[int]], colours: int, *, random: np.random.Generator
) -> NDArray[np.int64]:
    """A proper edge colouring in which every colour is used as often as any other, give or take 1.

    Edges with a vertex in common get different colours. So a vertex that was split into pieces
    of at most `colours` edges has every colour equally often, give or take one: that is how
    positions are shared out over a reference, and rows of a square over a seat.

    Edges come in random order. An edge whose ends lack a common colour gets one by exchanging two
    colours along the path that they form from one of its ends (König 1916); in a bipartite graph
    that path never comes back to the other end. At the end the same exchange equals out how often
    colours are used (McDiarmid 1972).

    Parameters
    ----------
    ends : two sequences of int, one entry an edge
        The vertex of each edge on the left, and on the right; each side numbers its own from 0.
    colours : int
        At least the number of edges at any vertex.
    random : numpy Generator
        Decides among the colourings that there are.

    Returns
    -------
    int64 array, one colour an edge, from 0

    Raises
    ------
    ValueError
        If a vertex has more edges than there are colours.

    References
    ----------
    König, D. (1916). Mathematische Annalen, 77, 453–465. doi:10.1007/BF01456961
    McDiarmid, C. J. H. (1972). The solution of a timetabling problem. IMA Journal of Applied
    Mathematics, 9(1), 23–34. doi:10.1093/imamat/9.1.23

    Examples
    --------
    >>> equal_colours(([0, 0, 1, 1], [0, 1, 0, 1]), 2, random=np.random.default_rng(0))
    array([1, 0, 0, 1])
    """
    graph = _Graph(ends, colours)
    for edge in random.permutation(len(ends[0])).tolist():
        graph.insert(edge)
    graph.equal_out()
    return np.array(graph.colour, dtype=np.int64)


class _Graph:
    """Edges with their vertices, and at each vertex the edge of each colour."""

    def __init__(self, ends: tuple[Sequence[int], Sequence[int]], colours: int) -> None:
        beside = max(ends[0], default=NONE) + 1
        vertices = beside + max(ends[1], default=NONE) + 1
        self.ends = [(one, beside + other) for one, other in zip(*ends, strict=True)]
        self.colour = [NONE] * len(self.ends)
        self.at = [[NONE] * colours for _vertex in range(vertices)]
        self.used = [0] * colours

    def insert(self, edge: int) -> None:
        one, other = (self._free(end) for end in self.ends[edge])
        common = one & other
        if not common:
            if not one or not other:
                raise ValueError("a vertex has more edges than there are colours")
            colour, exchanged = self._rarest(one), self._rarest(other)
            self._exchange(self._path(self.ends[edge][1], colour, exchanged))
        else:
            colour = self._rarest(common)
        self._paint(edge, colour)

    def equal_out(self) -> None:
        while max(self.used, default=0) - min(self.used, default=0) > 1:
            most = self.used.index(max(self.used))
            least = self.used.index(min(self.used))
            self._exchange(self._surplus(most, least))

    def _surplus(self, most: int, least: int) -> tuple[list[int], int, int]:
        """A path with one edge more of the one colour; there is one where it is used more often."""
        for vertex, edges in enumerate(self.at):
            if edges[most] != NONE and edges[least] == NONE:
                path = self._path(vertex, most, least)
                if len(path[0]) % 2 == 1:
                    return path
        raise AssertionError("no colour is used more often")

    def _free(self, vertex: int) -> set[int]:
        return {colour for colour, edge in enumerate(self.at[vertex]) if edge == NONE}

    def _rarest(self, colours: set[int]) -> int:
        return min(colours, key=lambda colour: (self.used[colour], colour))

    def _path(self, vertex: int, first: int, second: int) -> tuple[list[int], int, int]:
        """The edges of two colours in turn, from a vertex that lacks the second."""
        edges, colour = [], first
        while (edge := self.at[vertex][colour]) != NONE:
            edges.append(edge)
            one, other = self.ends[edge]
            vertex = one + other - vertex
            colour = first + second - colour
        return edges, first, second

    def _exchange(self, path: tuple[list[int], int, int]) -> None:
        edges, first, second = path
        now = [first + second - self.colour[edge] for edge in edges]
        for edge in edges:
            self._paint(edge, NONE)
        for edge, colour in zip(edges, now, strict=True):
            self._paint(edge, colour)

    def _paint(self, edge: int, colour: int) -> None:
        before = self.colour[edge]
        for vertex in self.ends[edge]:
            if before != NONE:
                self.at[vertex][before] = NONE
            if colour != NONE:
                self.at[vertex][colour] = edge
        if before != NONE:
            self.used[before] -= 1
        if colour != NONE:
            self.used[colour] += 1
        self.colour[edge] = colour


def pieces(owners: Sequence[int], size: int) -> list[int]:
    """Number the pieces into which every owner's edges are cut, so many in a row at most.

    >>> pieces([7, 7, 7, 5, 7, 5], 2)
    [0, 0, 1, 2, 1, 2]
    """
    seen: dict[int, int] = {}
    names: dict[tuple[int, int], int] = {}
    numbers = []
    for owner in owners:
        place = seen.get(owner, 0)
        seen[owner] = place + 1
        numbers.append(names.setdefault((owner, place // size), len(names)))
    return numbers


def filled_up(numbers: Sequence[int], size: int) -> list[int]:
    """Put pieces together, the first open one with the next, as long as so many are enough.

    >>> filled_up([0, 0, 1, 2, 2, 3, 4, 4], 3)
    [0, 0, 0, 2, 2, 2, 4, 4]
    """
    sizes = Counter(numbers)
    becomes: dict[int, int] = {}
    into, room = NONE, 0
    for piece, held in sizes.items():
        if held > room:
            into, room = piece, size
        becomes[piece] = into
        room -= held
    return [becomes[number] for number in numbers]
