import numpy as np

from surveys.allocation import Design, Kind, PlannedTrial, balance


def test_sets_of_several_methods_count_for_each():
    drawn = Design((((0, 1), (2,)), ((0,), (1,), (2,))), trials=2, seed=1)
    seat = [
        PlannedTrial(Kind.PRACTICE, 0, (-1, -2)),
        PlannedTrial(Kind.MAIN, 1, (2, 0, 1)),
        PlannedTrial(Kind.IDENTICAL, 1, (-1, 0, 1)),
        PlannedTrial(Kind.MAIN, 0, (1, 0)),
        PlannedTrial(Kind.REPEAT, 1, (1, 0, 2)),
    ]

    counts = balance([seat], drawn)

    assert counts.slots.tolist() == [[0, 2, 0], [0, 1, 1], [2, 0, 0]]
    assert counts.predecessors.tolist() == [[0, 0, 2], [1, 0, 1], [0, 0, 0]]
    assert counts.together.tolist() == [[2, 2, 2], [2, 2, 2], [2, 2, 2]]
    assert counts.positions.tolist() == [[0, 1], [1, 0]]
    assert counts.references.tolist() == [1, 1]


def test_nobody_came():
    counts = balance([], Design((((0,),),), trials=1, seed=1))

    np.testing.assert_array_equal(counts.references, [0])
