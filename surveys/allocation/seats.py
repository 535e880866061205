"""The whole plan of a round, seat by seat."""

from math import gcd, lcm

from surveys.allocation.dealing import deal, seat_sizes
from surveys.allocation.design import Design, Kind, PlannedTrial
from surveys.allocation.extras import ExtraTrials
from surveys.allocation.ordering import order_hands
from surveys.allocation.slots import fill_slots
from surveys.allocation.williams import williams_square

MOST_TRIALS_OF_A_BLOCK = 4000


def draw_block(design: Design, block: int) -> list[list[PlannedTrial]]:
    """Draw the seats of a block, each with all trials in the order of showing.

    A limited round is one block: every reference is shown exactly as often as the design says, in
    as few seats as hold the trials, the last of which may have one fewer. A round without an end
    has as many blocks as are asked for, each balanced in itself.

    Everything is decided by whole numbers and by numpy's generator of the round's seed: the same
    design and block give the same seats wherever the same version of numpy runs (NEP 19).

    Raises
    ------
    ValueError
        If there is no such block: a limited round has only block 0.
    """
    if block < 0 or (block > 0 and design.participants_per_reference is not None):
        raise ValueError(f"the round has no block {block}")
    hands = deal(_sizes(design), references=design.references, seed=design.seed, block=block)
    hands = order_hands(hands, seed=design.seed, block=block)
    slots = fill_slots(hands, design, block=block)
    extras = ExtraTrials(design, block)
    return [
        extras.mixed_in(
            [
                PlannedTrial(Kind.MAIN, int(reference), tuple(sets.tolist()))
                for reference, sets in zip(hand, filled, strict=True)
            ]
        )
        for hand, filled in zip(hands, slots, strict=True)
    ]


def block_size(design: Design) -> int:
    """Seats of a block of a round without an end; of a limited round, all seats.

    References are equal after ``N / gcd(N, T)`` seats of T trials, positions after N seats, and
    slots and predecessors once every reference was shown in all rows of its Williams square. A
    block closes all of them where that takes up to 4,000 trials, else references and positions,
    else references; where even that is too much it is cut off, and the next goes on.
    """
    if design.participants_per_reference is not None:
        return len(_sizes(design))
    references, trials = design.references, design.trials
    turn, times = references // gcd(references, trials), trials // gcd(references, trials)
    rows = len(williams_square(design.slots))
    closed = lcm(references, turn * rows // gcd(rows, times))
    for seats in (closed, references, turn):
        if seats * trials <= MOST_TRIALS_OF_A_BLOCK:
            return seats
    return max(1, MOST_TRIALS_OF_A_BLOCK // trials)


def _sizes(design: Design) -> list[int]:
    if design.participants_per_reference is None:
        return [design.trials] * block_size(design)
    return seat_sizes(design.references * design.participants_per_reference, design.trials)
