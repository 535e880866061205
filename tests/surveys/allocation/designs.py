"""Designs to draw plans from: any legal one, and those whose counts are known."""

from typing import Any

from hypothesis import strategies as st

from surveys.allocation import Design, Kind, PlannedTrial

SEEDS = st.integers(0, 2**63 - 1)


def design(references: int, trials: int, methods: int, *, seed: int = 5, **more: Any) -> Design:
    """Every method has a set of its own everywhere."""
    credits = tuple(tuple((method,) for method in range(methods)) for _ in range(references))
    return Design(credits, trials, seed, **more)


def main(seat: list[PlannedTrial]) -> list[PlannedTrial]:
    return [trial for trial in seat if trial.kind == Kind.MAIN]


@st.composite
def partitions(draw: st.DrawFn, methods: int) -> tuple[tuple[int, ...], ...]:
    """Methods put together into sets, as equal lists are."""
    labels = draw(st.lists(st.integers(0, methods - 1), min_size=methods, max_size=methods))
    together: dict[int, list[int]] = {}
    for method, label in enumerate(labels):
        together.setdefault(label, []).append(method)
    return tuple(map(tuple, together.values()))


@st.composite
def designs(draw: st.DrawFn, *, limited: bool | None = None) -> Design:
    """Any legal design of up to 12 references and 7 methods."""
    references, methods = draw(st.integers(1, 12)), draw(st.integers(1, 7))
    ties = draw(st.booleans())
    apart = tuple((method,) for method in range(methods))
    ends = draw(st.booleans()) if limited is None else limited
    return Design(
        credits=tuple(draw(partitions(methods)) if ties else apart for _ in range(references)),
        trials=draw(st.integers(1, references)),
        seed=draw(SEEDS),
        sets_per_trial=draw(st.none() | st.integers(2, 8)),
        participants_per_reference=draw(st.integers(1, 9)) if ends else None,
        practice=draw(st.booleans()),
        identical_checks=draw(st.integers(0, 5)),
        instructed_checks=draw(st.integers(0, 3)),
        repeated_trials=draw(st.integers(0, 5)),
        answers=draw(st.integers(1, 11)),
    )
