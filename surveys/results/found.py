"""What one round found."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from recommender import lookup
from surveys import screening
from surveys.models import Participation, Round
from surveys.results.answering import Answering
from surveys.results.equality import EqualSets, equal_sets, listed_sets
from surveys.results.rated_lists import rated_lists
from surveys.results.values import Values, values_of
from surveys.statistics import Ratings
from surveys.statistics.ranking_quality import RatedLists
from surveys.statistics.screening import Flag


@dataclass(frozen=True)
class RoundResults:
    """What one round found, for people or for simulated participants.

    Attributes
    ----------
    labels : mapping from method key to the name that the round stored
    equal : EqualSets
    flags : mapping from participation to the rules that it broke
    rejected : frozenset of participations that failed checks ended before the end
    screened : bool
        Whether the flagged and the rejected are left out of what follows.
    """

    round: Round
    answering: Answering
    labels: Mapping[str, str]
    equal: EqualSets
    flags: Mapping[int, frozenset[Flag]]
    rejected: frozenset[int]
    values: Values
    screened: bool

    @property
    def left_out(self) -> frozenset[int]:
        """Whom screening leaves out: everybody flagged, and everybody rejected."""
        return self.rejected | self.flags.keys()

    @cached_property
    def ratings(self) -> Ratings:
        return self.values.ratings(self.round, list(self.labels), without=self._without)

    @property
    def slots(self) -> list[int] | None:
        """Where the set of each rating stood; None where sets have no slot of their own."""
        return self.values.slots(without=self._without)

    @cached_property
    def rated(self) -> RatedLists | None:
        """Ratings of single products and their lists; None where sets were answered."""
        return rated_lists(round=self.round, answering=self.answering, without=self._without)

    @cached_property
    def not_judged(self) -> Counter[str]:
        """How often “I can't judge” stands for each method; these answers have no value."""
        return self.values.not_judged(without=self._without)

    @property
    def unjudged(self) -> int:
        """For how many sets shown it stands; one that several methods share counts once."""
        found = self.values.unjudged.items()
        return sum(count for participation, count in found if participation not in self._without)

    @property
    def _without(self) -> frozenset[int]:
        return self.left_out if self.screened else frozenset()

    def with_screening(self, screened: bool) -> "RoundResults":
        return self if screened == self.screened else replace(self, screened=screened)


def round_results(
    *,
    round: Round,
    answering: Answering,
    screened: bool = False,
    flags: Mapping[int, frozenset[Flag]] | None = None,
) -> RoundResults:
    """All saved answers of main trials, also of participants who have not finished.

    With `screened`, participants who broke a rule, or whom failed checks sent away, are left out.
    Who broke which is asked of `screening` unless `flags` says it.
    """
    mine = Participation.objects.filter(round=round, simulated=answering.simulated)
    sets = listed_sets(round)
    return RoundResults(
        round=round,
        answering=answering,
        labels=lookup.labels({method.key: method.label for method in round.methods.all()}),
        equal=equal_sets(sets),
        flags=screening.flags(round, answering.simulated) if flags is None else flags,
        rejected=frozenset(mine.filter(screened_out_at__isnull=False).values_list("pk", flat=True)),
        values=values_of(round, answering, sets),
        screened=screened,
    )
