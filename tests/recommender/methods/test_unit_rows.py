import numpy as np
import pytest

from recommender.methods.unit_rows import unit_rows


def test_a_row_of_zeros_has_no_direction_and_stays():
    rows = unit_rows(np.array([[3, 4], [0, 0]], dtype=np.float32))

    assert rows.tolist() == [pytest.approx([0.6, 0.8]), [0, 0]]
