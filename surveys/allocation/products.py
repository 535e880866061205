"""The order of products where it is not the rank."""

from surveys.allocation.streams import Stream, generator


def product_permutation(
    seed: int, participation_number: int, trial_position: int, slot: int, k: int
) -> tuple[int, ...]:
    """The ranks of a set's k products, from 1, in the order in which a participant sees them."""
    key = (participation_number, trial_position, 1 + slot)
    drawn = generator(seed, Stream.PRODUCTS, *key).permutation(k)
    return tuple((drawn + 1).tolist())


def trial_permutation(
    seed: int, participation_number: int, trial_position: int, count: int
) -> tuple[int, ...]:
    """The order of a trial's distinct products where each is rated: places in it, from 0."""
    key = (participation_number, trial_position, 0)
    return tuple(generator(seed, Stream.PRODUCTS, *key).permutation(count).tolist())
