"""Artificial raters: how they judge, how careful they are, and how they go through a round."""

from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np

LENIENCY_SD = 0.07
FINEST, COARSEST = 0.04, 0.1
PACE_SD = 0.2


class Manner(StrEnum):
    """How somebody answers; all but the first are careless."""

    ATTENTIVE = "attentive"
    SAME = "same answer"
    RANDOM = "random answers"
    FAST = "too fast"


CARELESS = (Manner.SAME, Manner.RANDOM, Manner.FAST)


@dataclass(frozen=True)
class Profile:
    """Shares of participants, each from 0 to 1, drawn independently of one another.

    Attributes
    ----------
    careless : who do not look; in equal parts always the same answer, answers at random, and a
        quick glance
    dropouts : who leave in the middle
    returners : of those who leave, who come back, some before and some after their place is lost
    double_clicks : who send everything twice
    two_tabs : who have the survey open twice and change answers in the other tab
    cannot_judge : of answers, where the round allows “I can't judge”
    """

    careless: float = 0.0
    dropouts: float = 0.0
    returners: float = 0.0
    double_clicks: float = 0.0
    two_tabs: float = 0.0
    cannot_judge: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0 <= getattr(self, field.name) <= 1:
                raise ValueError(f"{field.name} is a share from 0 to 1")


@dataclass(frozen=True)
class Rater:
    """One artificial participant.

    Attributes
    ----------
    manner : Manner
    leniency : bias of all answers, on likeness from 0 to 1
    noise : standard deviation of single answers; the smaller, the abler
    pace : factor on the time that a page takes
    favourite : from 0 to 1, where somebody who always answers the same does so
    stays : share of the way until this participant leaves; 1 for the whole
    returns : whether this participant comes back after leaving
    is_away_long : whether the place is lost meanwhile
    clicks_twice, has_two_tabs : whether this participant does
    """

    manner: Manner
    leniency: float
    noise: float
    pace: float
    favourite: float
    stays: float
    returns: bool
    is_away_long: bool
    clicks_twice: bool
    has_two_tabs: bool


def draw_rater(profile: Profile, random: np.random.Generator) -> Rater:
    """Always as many numbers from the generator, so that a share changes only what it names."""
    (careless, leaves, stays, returns, away, twice, tabs, favourite, finest) = random.random(9)
    kind = CARELESS[int(random.integers(len(CARELESS)))]
    leniency, pace = random.normal(0, [LENIENCY_SD, PACE_SD])
    return Rater(
        manner=kind if careless < profile.careless else Manner.ATTENTIVE,
        leniency=float(leniency),
        noise=float(FINEST + (COARSEST - FINEST) * finest),
        pace=float(np.exp(pace)),
        favourite=float(favourite),
        stays=float(stays) if leaves < profile.dropouts else 1.0,
        returns=bool(returns < profile.returners),
        is_away_long=bool(away < 0.5),
        clicks_twice=bool(twice < profile.double_clicks),
        has_two_tabs=bool(tabs < profile.two_tabs),
    )
