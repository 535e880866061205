"""Letting artificial participants come, one after the other, some of them more than once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from surveys import participation as participating
from surveys.allocation import Stream, generator
from surveys.models import Participation, Round
from surveys.participation import RoundFull
from surveys.simulation.likeness import looks_of
from surveys.simulation.raters import Manner, Profile, draw_rater
from surveys.simulation.visits import Saved, Visit

MOST_ARRIVALS_AWAY = 6
THE_RATER = 0


@dataclass(frozen=True)
class Simulated:
    """What came of a simulation.

    Attributes
    ----------
    manners : how each of the simulated participants answers, by primary key of the participation
    turned_away : how many found the round full
    """

    manners: dict[int, Manner]
    turned_away: int


def simulate(
    *,
    round: Round,
    participants: int,
    seed: int,
    profile: Profile | None = None,
    on_progress: Callable[[int, int], object] = lambda done, total: None,
    on_saved: Saved = lambda participation, position, values: None,
    arrive: Callable[[Round, uuid.UUID], Participation] | None = None,
) -> Simulated:
    """Let simulated participants take the round, through the same functions as a browser.

    Who takes part and how is decided by the seed, so calling again adds nobody twice and lets
    those who were interrupted go on where they stood. Who leaves and returns does so after a few
    others have arrived.

    Parameters
    ----------
    profile : Profile, optional
        How people behave; by default all are attentive and stay.
    on_saved
        Called with the participation, a position and answers after the server has acknowledged
        them.
    arrive
        Joins with an arrival of this number; by default as simulated, through no channel.

    Raises
    ------
    surveys.participation.RoundNotOpen
        If the round is not open, or stops being so.
    """
    profile, arrive = profile or Profile(), arrive or _join
    looks = looks_of(round)
    manners: dict[int, Manner] = {}
    away: list[tuple[int, Visit]] = []
    turned_away = 0
    for number in range(participants):
        stream = seed, number
        random = generator(round.seed, Stream.SIMULATION, *stream, THE_RATER)
        rater = draw_rater(profile, random)
        returns_at = number + int(random.integers(1, MOST_ARRIVALS_AWAY + 1))
        try:
            joined = arrive(round, arrival_of(round, seed, number))
        except RoundFull:
            turned_away += 1
        else:
            manners[joined.pk] = rater.manner
            visit = Visit(rater, joined, looks, profile, stream, on_saved)
            if visit.begin():
                visit.stay_away()
                if rater.returns:
                    away.append((returns_at, visit))
        away = _come_back(away, number)
        on_progress(number + 1, participants)
    _come_back(away, participants + MOST_ARRIVALS_AWAY)
    return Simulated(manners, turned_away)


def arrival_of(round: Round, seed: int, number: int) -> uuid.UUID:
    sequence = np.random.SeedSequence([round.seed, seed, number])
    return uuid.UUID(bytes=np.random.default_rng(sequence).bytes(16))


def _join(round: Round, arrival: uuid.UUID) -> Participation:
    return participating.join(round=round, arrival=arrival, simulated=True)


def _come_back(away: list[tuple[int, Visit]], now: int) -> list[tuple[int, Visit]]:
    for returns_at, visit in away:
        if returns_at <= now:
            visit.come_back()
    return [(returns_at, visit) for returns_at, visit in away if returns_at > now]
