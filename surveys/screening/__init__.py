"""Who broke which of a round's frozen screening rules, from the stored answers.

Computed whenever it is asked for, never stored, and never a reason to delete: results are shown
with and without those who are flagged. The rules and their formulae are in surveys.statistics.
"""

from surveys.screening.flagging import Finding, failed_checks, findings, flags
from surveys.screening.words import condition_of, label_of, words_of

__all__ = ["Finding", "condition_of", "failed_checks", "findings", "flags", "label_of", "words_of"]
