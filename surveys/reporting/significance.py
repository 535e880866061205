"""From which p on a difference is said to be there."""

LEVEL = 0.05


def told_apart(p: float) -> bool:
    """Whether `p`, adjusted where there are several, is small enough; nan is not."""
    return p < LEVEL
