"""All tables of an export, participants first: what names them is read later (`Contents`)."""

from surveys.exports.allocation import ALLOCATION
from surveys.exports.lists import LISTS
from surveys.exports.methods import METHODS
from surveys.exports.participants import PARTICIPANTS
from surveys.exports.ratings import RATINGS
from surveys.exports.screened import SCREENING
from surveys.exports.table import Table

TABLES: tuple[Table, ...] = (PARTICIPANTS, RATINGS, ALLOCATION, LISTS, METHODS, SCREENING)
BY_NAME = {table.name: table for table in TABLES}
