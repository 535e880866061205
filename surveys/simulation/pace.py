"""When an artificial rater would have answered, as the script of a page would tell it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from surveys.participation import Given, Timing

PICTURES_MS, PICTURES_SD = 400.0, 0.6
MOST_FOR_PICTURES = 0.25  # of the time of a page
LOSSES, AWAY_SHARE = 0.1, 0.3  # how often a page is left, and how much of its time that takes


@dataclass(frozen=True)
class Pace:
    """One page: `given` says for every answered slot when, `timing` what else the page tells."""

    given: dict[int, Given]
    timing: Timing


def pace(
    slots: Collection[int], *, began: datetime, seconds: float, random: np.random.Generator
) -> Pace:
    """Pictures first, then one answer after the other until the page is left."""
    took = 1000 * seconds
    pictures = min(PICTURES_MS * np.exp(random.normal(0, PICTURES_SD)), MOST_FOR_PICTURES * took)
    shares = np.cumsum(random.dirichlet(np.ones(len(slots) + 1)))[:-1]
    after = [round(pictures + share * (took - pictures)) for share in shares.tolist()]
    losses = int(random.poisson(LOSSES))
    unfocused = round(took * AWAY_SHARE * random.random()) if losses else 0
    return Pace(
        given={
            slot: Given(began + timedelta(milliseconds=ms), ms)
            for slot, ms in zip(slots, after, strict=True)
        },
        timing=Timing(
            pictures_ms=round(pictures),
            first_answer_ms=after[0],
            focus_losses=losses,
            unfocused_ms=unfocused,
            hidden_ms=round(unfocused * random.random()),
        ),
    )
