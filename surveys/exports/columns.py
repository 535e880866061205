"""The columns that several tables have."""

from surveys.exports.table import Column, Kind
from surveys.models import ShownSet, Trial

PARTICIPANT = Column(
    "participant",
    Kind.TEXT,
    "Pseudonym: P and the number of arrival, the same in every table.",
    required=True,
)
SIMULATED = Column(
    "simulated",
    Kind.TRUTH,
    "Whether the simulation answered and no person; keep the two apart.",
    required=True,
)
CHANNEL = Column("channel", Kind.TEXT, "Address of the way in; empty for the simulation.")
SEAT = Column(
    "seat", Kind.WHOLE, "The place in the drawn plan, from 1: allocation.", required=True, least=1
)
FLAGS = Column(
    "flags",
    Kind.TEXT,
    "Screening rules that the participant broke, by all answers stored until the export, joined "
    "by |; values and thresholds are in screening. Empty: none.",
)
TRIAL = Column(
    "trial",
    Kind.WHOLE,
    "Position of the page on the participant's way; 0 is the practice.",
    required=True,
    least=0,
)
TRIAL_KIND = Column(
    "trial_kind",
    Kind.TEXT,
    "Only main is analysed; practice, checks (identical, instructed) and repeats are not.",
    required=True,
    choices=tuple(Trial.Kind.values),
)
REFERENCE = Column(
    "reference",
    Kind.TEXT,
    "Id of the product that all products of the page were compared with.",
    required=True,
)
CATEGORY = Column("category", Kind.TEXT, "Category of the reference.", required=True)
SLOT = Column("slot", Kind.TEXT, "Place on the page; A is shown first.", required=True)
SET_ID = Column(
    "set_id",
    Kind.TEXT,
    "The set; equal lists of several methods are one set. Where single products are rated, "
    "ratings names all sets of the reference that hold the product, joined by |.",
)
PRODUCT = Column(
    "product",
    Kind.TEXT,
    "Id of a product: in lists the one at this place, in ratings the rated one where single "
    "products are rated.",
)
SET_KIND = Column(
    "set_kind",
    Kind.TEXT,
    "list: made by methods; identical, different: the round's own; empty where a product is rated.",
    choices=tuple(ShownSet.Kind.values),
)
METHOD = Column(
    "method",
    Kind.TEXT,
    "Keys of all methods whose list it was, joined by | where equal lists were shown once; of a "
    "product, all methods whose list for this reference holds it. Empty: the round's own set.",
)
METHOD_KEY = Column("method_key", Kind.TEXT, "Key of one method; empty: the round's own set.")
PRODUCTS = Column("products", Kind.TEXT, "Product ids of the set, best first, joined by |.")
