"""Answers, participants and the plan as files that anyone can read.

Every file is written line by line from the database, so that a large round needs no more memory
than a small one. No file holds an external id, an address, or a token of a participant's link.
"""

from surveys.exports.allocation import allocation_csv
from surveys.exports.participants import participants_csv
from surveys.exports.ratings import ratings_csv

__all__ = ["allocation_csv", "participants_csv", "ratings_csv"]
