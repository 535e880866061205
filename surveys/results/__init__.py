"""From rows to what the results page, its figures and the report say."""

from surveys.results.answering import Answering, answering_by_default
from surveys.results.counts import Counts, counts_of, is_running
from surveys.results.equality import EqualPair, EqualSets
from surveys.results.findings import Findings, find
from surveys.results.found import RoundResults, round_results
from surveys.results.keys import key_of
from surveys.results.portion import EXAMPLE, Portion, wished_half_width
from surveys.results.standing import Standing, ask, give_back, standing_of, waiting, work

__all__ = [
    "EXAMPLE",
    "Answering",
    "Counts",
    "EqualPair",
    "EqualSets",
    "Findings",
    "Portion",
    "RoundResults",
    "Standing",
    "answering_by_default",
    "ask",
    "counts_of",
    "find",
    "give_back",
    "is_running",
    "key_of",
    "round_results",
    "standing_of",
    "waiting",
    "wished_half_width",
    "work",
]
