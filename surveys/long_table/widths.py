"""Why a line has more or fewer values than the header has columns."""

from collections.abc import Iterable, Sequence

from surveys.long_table import faults
from surveys.long_table.answers import Wrong


def why_not(
    values: Sequence[str], width: int, numeric: Iterable[int], *, decimal_comma: bool
) -> Wrong:
    """The sentence about a line whose values are not `width`.

    Parameters
    ----------
    values : sequence of str
    width : int
        How many columns the header has.
    numeric : iterable of int
        The places of columns that hold numbers.
    decimal_comma : bool
        Whether a comma can only be one before decimals, because it separates nothing.
    """
    said = {"values": len(values), "columns": width}
    if len(values) < width:
        return faults.TOO_SHORT, said
    if not decimal_comma and _split_numbers(values, numeric) == len(values) - width:
        return faults.DECIMAL_COMMAS, said
    return faults.TOO_LONG, said


def _split_numbers(values: Sequence[str], numeric: Iterable[int]) -> int:
    """How many columns hold a whole number with the digits of its decimals behind it."""
    count = 0
    for place in sorted(numeric):
        pair = values[place + count : place + count + 2]
        if len(pair) == 2 and pair[0].lstrip("+-").isdecimal() and pair[1].isdecimal():
            count += 1
    return count
