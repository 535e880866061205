"""From rows to what the results page and the figure say."""

from surveys.results.answering import Answering, answering_by_default
from surveys.results.counts import Counts, is_running
from surveys.results.equality import EqualPair, EqualSets
from surveys.results.found import RoundResults, round_results

__all__ = [
    "Answering",
    "Counts",
    "EqualPair",
    "EqualSets",
    "RoundResults",
    "answering_by_default",
    "is_running",
    "round_results",
]
