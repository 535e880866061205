import pytest

from benchmarks.segmentation import ONE_BY_ONE, OURS, REMBG, SIDE_BY_SIDE, overhead
from benchmarks.side_by_side import Table


def test_overhead_is_over_the_faster_of_the_bare_networks():
    seconds = {
        REMBG: [30.0, 30.0, 30.0],
        ONE_BY_ONE: [20.0, 20.0, 20.0],
        SIDE_BY_SIDE: [10.0, 20.0, 10.0],
        OURS: [11.0, 21.0, 10.5],
    }

    table = Table(seconds, dict.fromkeys(seconds, 8), "pictures")

    assert overhead(table) == pytest.approx(0.05)
