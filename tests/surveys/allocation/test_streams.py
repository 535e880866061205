import numpy as np
import pytest

from surveys.allocation import Stream, generator


@pytest.mark.parametrize(
    ("seed", "stream", "numbers"),
    [
        (6, Stream.ROTATION, [1]),
        (5, Stream.POSITIONS, [1]),
        (5, Stream.ROTATION, [0]),
        (5, Stream.ROTATION, [1, 0]),
    ],
)
def test_streams_of_other_seeds_purposes_and_numbers_are_different(seed, stream, numbers):
    drawn = generator(5, Stream.ROTATION, 1).integers(0, 2**32, 8)

    assert not np.array_equal(drawn, generator(seed, stream, *numbers).integers(0, 2**32, 8))


def test_a_stream_without_a_number_is_number_0():
    one, two = generator(5, Stream.REFERENCES), generator(5, Stream.REFERENCES, 0)

    assert one.integers(2**32) == two.integers(2**32)


def test_numbers_of_streams_never_change():
    assert {stream.name: int(stream) for stream in Stream} == {
        "REFERENCES": 0,
        "ROTATION": 1,
        "PARTICIPATION": 2,
        "POSITIONS": 3,
        "SLOTS": 4,
        "EXTRA_TRIALS": 5,
        "PRODUCTS": 6,
        "FROZEN_SETS": 7,
        "SIMULATION": 8,
    }
