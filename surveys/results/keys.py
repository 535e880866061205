"""What an analysis depends on, as one key: equal keys, equal findings.

Of what was frozen the key has the hash: whether the rows still give it, page and report ask when
they tell it, as they ask for whatever grows without an answer.
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.db.models import Count, Max

from surveys.models import Participation, Rating, Round, Trial, Withdrawal
from surveys.results.answering import Answering

CODE = ("models", "analysis_plans.py", "screening", "statistics", "results")
DRAWING = ("figures", "reporting/illustrations")  # of findings, kept with them


class Key(NamedTuple):
    """The key, and how many saved answers it is of."""

    sha256: str
    answers: int


def key_of(round: Round, answering: Answering) -> Key:
    """Of the round as it was frozen, its answers and ways as they are now, and this code.

    An answer that comes, is changed or is erased makes another key, and so does whatever decides
    who is flagged.
    """
    ways = {"round": round, "simulated": answering.simulated}
    answers = Rating.objects.filter(
        **{f"slot__trial__participation__{name}": value for name, value in ways.items()}
    ).aggregate(count=Count("pk"), latest=Max("saved_at"))
    pages = Trial.objects.filter(
        **{f"participation__{name}": value for name, value in ways.items()}
    ).aggregate(count=Count("submitted_at"), latest=Max("submitted_at"))
    people = Participation.objects.filter(**ways).aggregate(
        count=Count("pk"),
        completed=Count("completed_at"),
        latest=Max("completed_at"),
        screened_out=Count("screened_out_at"),
    )
    depends = {
        "round": [round.pk, round.manifest_sha256, round.seed, round.screening],
        "wished": [round.analysis_plan, round.smallest_difference],
        "answering": answering.value,
        "answers": answers,
        "pages": pages,
        "people": people,
        "withdrawn": Withdrawal.objects.filter(**ways).count(),
        "code": code_sha256(),
    }
    text = json.dumps(depends, sort_keys=True, default=str)
    return Key(sha256(text.encode()).hexdigest(), answers["count"])


@cache
def code_sha256() -> str:
    """Of what turns rows into findings and draws them, here; a new NumPy or SciPy is none of it."""
    surveys = Path(__file__).resolve().parent.parent
    files = [file for name in (*CODE, *DRAWING) for file in _modules(surveys / name)]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _modules(place: Path) -> list[Path]:
    """Of a room, or the one module itself."""
    return [place] if place.suffix else sorted(place.glob("*.py"))
