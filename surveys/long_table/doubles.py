"""What a table says twice, and not alike."""

from collections.abc import Sequence

from surveys.long_table import faults
from surveys.long_table.answers import Answer
from surveys.long_table.faults import Faults


def check_doubles(answers: Sequence[Answer], found: Faults) -> None:
    """Nobody answers twice for a method of a reference."""
    seen: dict[tuple[str, str, str], int] = {}
    for answer in answers:
        line = seen.setdefault((answer.participant, answer.reference, answer.method), answer.line)
        if line != answer.line:
            of_answer = {
                "participant": answer.participant,
                "reference": answer.reference,
                "method": answer.method,
            }
            found.add(answer.line, faults.TWICE, of_answer | {"line": line})


def check_slots(answers: Sequence[Answer], found: Faults) -> None:
    """Methods in one slot of a page made the same list, which was compared once."""
    seen: dict[tuple[str, str, str], Answer] = {}
    for answer in answers:
        if answer.slot:
            page = answer.participant, answer.reference, answer.slot
            first = seen.setdefault(page, answer)
            if first.value != answer.value:
                found.add(answer.line, faults.SLOT, {"slot": answer.slot, "line": first.line})
