"""The columns of the ratings."""

from surveys.exports import columns
from surveys.exports.table import Column, Kind
from surveys.models import Round

# Each of these is named as the field of `Trial`, or of `Rating`, that it is read from.
OF_SENDING = (
    Column("shown_at", Kind.TIME, "When the server first sent the page."),
    Column("submitted_at", Kind.TIME, "When the page was sent off; empty: it was not."),
)
OF_RATING = (
    Column("saved_at", Kind.TIME, "When the server had committed the answer.", required=True),
    Column(
        "given_at",
        Kind.TIME,
        "When it was given, as the page says; of two answers the one given later counts. Empty: "
        "without a script.",
    ),
    Column(
        "answer_ms",
        Kind.WHOLE,
        "From the showing of the trial to this answer, as the page says.",
        "ms",
        least=0,
    ),
)
OF_VISIT = (
    Column(
        "scripted",
        Kind.TRUTH,
        "Whether the page's script ran; without it the next columns are empty. Empty: not known.",
    ),
    Column("pictures_ms", Kind.WHOLE, "Until all pictures could be seen.", "ms", least=0),
    Column(
        "pictures_missing",
        Kind.WHOLE,
        "How many pictures would not load and were answered without; empty: none.",
        least=0,
    ),
    Column(
        "first_answer_ms",
        Kind.WHOLE,
        "Until the first answer of the trial, which may have been changed later.",
        "ms",
        least=0,
    ),
    Column(
        "focus_losses",
        Kind.WHOLE,
        "How often the page was left for another window or tab.",
        least=0,
    ),
    Column("unfocused_ms", Kind.WHOLE, "How long it was left in all.", "ms", least=0),
    Column("hidden_ms", Kind.WHOLE, "How much of that it was hidden.", "ms", least=0),
)

COLUMNS = (
    columns.PARTICIPANT,
    columns.SIMULATED,
    columns.CHANNEL,
    columns.SEAT,
    columns.FLAGS,
    columns.TRIAL,
    columns.TRIAL_KIND,
    columns.REFERENCE,
    columns.CATEGORY,
    columns.SLOT,
    Column("slots", Kind.WHOLE, "How many sets, or products, the page showed.", "", True, (), 1),
    columns.SET_ID,
    columns.SET_KIND,
    columns.METHOD,
    columns.PRODUCT,
    Column(
        "set_sizes",
        Kind.TEXT,
        "Where single products are rated: how many different products the list of each of these "
        "methods has, in the order of method, joined by |.",
    ),
    Column(
        "answer_format",
        Kind.TEXT,
        "What rating means.",
        required=True,
        choices=tuple(Round.AnswerFormat.values),
    ),
    Column(
        "rating",
        Kind.WHOLE,
        "set_rating, product_rating: on the scale, higher is more similar; best_set: 1 the chosen "
        "set, 0 the others; set_ranking: the rank, 1 the most similar. Empty: “I can't judge”.",
        least=0,
    ),
    Column("cannot_judge", Kind.TRUTH, "Whether “I can't judge” was the answer.", required=True),
    Column(
        "scale_points",
        Kind.WHOLE,
        "How many different ratings there are: from 1 to this number, or, where it is 101, from 0 "
        "to 100. Empty where sets are compared with one another.",
        least=2,
    ),
    columns.PRODUCTS,
    Column(
        "product_order",
        Kind.TEXT,
        "Ranks of the set's products in the order in which they stood, joined by |; empty: as "
        "ranked.",
    ),
    *OF_SENDING,
    *OF_RATING,
    Column("participant_completed_at", Kind.TIME, "Empty for who did not come to the end."),
    Column(
        "participant_screened_out_at", Kind.TIME, "When failed checks ended the way; empty: never."
    ),
    *OF_VISIT,
)
