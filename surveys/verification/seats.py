"""The seats that were drawn while the round was open, drawn again."""

from math import ceil

from surveys.allocation import block_size, draw_block
from surveys.models import Round
from surveys.seating import design_of


def seats_drawn_otherwise(round: Round) -> list[int]:
    """Numbers of later seats that were changed, lack, or stand where none is drawn.

    The seats of the first block were drawn at the opening, and the manifest has their hash. Those
    of the blocks after it are decided by the frozen design and the seed alone.
    """
    design = design_of(round)
    first_block = block_size(design)
    later = round.seats.filter(number__gt=first_block)
    stored = dict(later.values_list("number", "trials"))
    blocks = 0 if round.is_limited else ceil(len(stored) / first_block)
    drawn = {
        number: [trial.to_json() for trial in trials]
        for block in range(1, 1 + blocks)
        for number, trials in enumerate(draw_block(design, block), start=1 + block * first_block)
    }
    return sorted(n for n in stored.keys() | drawn.keys() if stored.get(n) != drawn.get(n))
