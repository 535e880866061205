"""Tables whose columns compiled code reads by name, as in `part.radius`."""

import numpy as np


def record(*, whole: str = "", real: str) -> np.dtype[np.void]:
    """A row of integers and then of floats, 64 bits each, named in two strings."""
    columns = [(name, np.int64) for name in whole.split()]
    return np.dtype(columns + [(name, np.float64) for name in real.split()])
