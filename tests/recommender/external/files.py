"""Files that another system might hand over."""

from collections.abc import Iterable

HEADER = "reference,rank,product"

Row = tuple[object, ...]


def circle(ids: list[str], *, length: int = 5, shift: int = 0) -> list[Row]:
    """For each id a list of those that follow it, around a circle."""
    return [
        (reference, rank, ids[(place + shift + rank) % len(ids)])
        for place, reference in enumerate(ids)
        for rank in range(1, length + 1)
    ]


def file(rows: Iterable[Row], *, header: str = HEADER) -> bytes:
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    return ("\n".join(lines) + "\n").encode()
