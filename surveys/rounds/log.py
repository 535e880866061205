"""The log of a round: who did what, and when."""

from django.contrib.auth.models import User

from surveys.models import Round, RoundEvent

LONGEST_DETAIL = RoundEvent._meta.get_field("detail").max_length


def log_event(
    *, round: Round, kind: RoundEvent.Kind, by: User | None = None, detail: str = ""
) -> RoundEvent:
    """Write a line; without a user it was a command in the terminal."""
    return RoundEvent.objects.create(
        round=round, kind=kind, user=by, detail=detail[:LONGEST_DETAIL]
    )
