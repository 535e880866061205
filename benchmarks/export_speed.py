"""What an export costs as answers grow, in rows a second and in memory.

    python -m benchmarks.export_speed
    python -m benchmarks.export_speed --rows 20000 1000000 --formats zip

Rounds of 60 references and 5 methods, 15 references a person, written in bulk into SQLite: a block
of people whose references are drawn, and copies of it. Each export runs in a process of its own, as
`manage.py export_round` does. Memory is what Linux says of it: resident before the export, and the
largest ever, which importing Django reaches first.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import numpy as np

from benchmarks import environment

METHODS = ("ssim", "ssim+segmented", "clip", "clip+segmented", "random")
REFERENCES, EACH, K = 60, 15, 5
BLOCK = 267  # people, and so about 20,000 ratings
MONDAY = datetime(2025, 6, 2, 9, tzinfo=UTC)
EXPORT = """
import re, sys, time
from pathlib import Path
import django
django.setup()
from surveys.management.commands import export_round
from surveys.models import Rating, Round

def held(what):
    status = Path("/proc/self/status").read_text()
    return int(re.search(what + r":\\s+(\\d+)", status)[1]) / 1024

round = Round.objects.get(slug=sys.argv[1])
rows = Rating.objects.filter(slot__trial__participation__round=round).count()
made, before = export_round.FORMATS[sys.argv[2]], held("VmRSS")
start, work, first, size = time.perf_counter(), time.process_time(), None, 0
with Path(sys.argv[3]).open("wb") as file:
    for chunk in made(round):
        first = first or time.perf_counter() - start
        size += file.write(chunk)
took, work = time.perf_counter() - start, time.process_time() - work
print(f"| {sys.argv[2]} | {rows:,} | {took:.1f} | {work:.1f} | {rows / took:,.0f} | {first:.2f} "
      f"| {size / 1e6:.1f} | {before:.0f} | {held('VmHWM'):.0f} |", flush=True)
"""


def fill(blocks: int) -> str:
    """A closed round that so many times BLOCK people answered; its address."""
    from django.db import connection, transaction

    from surveys.models import Participation, Rating, Seat, Slot, Trial

    slug = f"answers-{blocks}"
    with transaction.atomic(), connection.cursor() as cursor:
        ends = {}
        for model in (Participation, Trial, Slot, Rating, Seat):
            last = model.objects.order_by("-pk").first()
            ends[model] = last.pk if last else 0
        _answer_block(_open(slug))
        lengths = {model: model.objects.filter(pk__gt=end).count() for model, end in ends.items()}
        moved: dict[Any, dict[str, int]] = {
            Participation: {"number": BLOCK, "seat": BLOCK},
            Trial: {"participation_id": lengths[Participation]},
            Slot: {"trial_id": lengths[Trial]},
            Rating: {"slot_id": lengths[Slot]},
            Seat: {"number": BLOCK},
        }
        drawn = {"token": "hex(randomblob(16))", "arrival": "lower(hex(randomblob(16)))"}
        for copy in range(1, blocks):
            for model, steps in moved.items():
                by = {"id": lengths[model]} | steps
                names = [field.column for field in model._meta.concrete_fields]
                cells = [
                    drawn.get(name, f"{name} + {copy * by[name]}" if name in by else name)
                    for name in names
                ]
                table, first = model._meta.db_table, ends[model] + 1
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(cells)} "  # noqa: S608
                    f"FROM {table} WHERE id BETWEEN {first} AND {first + lengths[model] - 1}"
                )
    return slug


def _open(slug: str) -> Any:
    from surveys.models import Reference, Round, RoundMethod, ShownProduct, ShownSet

    picture = {"picture_sha256": "0" * 64, "picture_width": 600, "picture_height": 800}
    round = Round.objects.create(
        slug=slug,
        title=slug,
        method_keys=list(METHODS),
        references_count=REFERENCES,
        trials_per_participant=EACH,
        question="How similar?",
        scale_labels=list("1234567"),
        consent_text="Yes.",
        seed=1,
        state=Round.State.CLOSED,
    )
    methods = [
        RoundMethod.objects.create(
            round=round, key=key, label=key, fingerprint="0" * 64, parameters={}, position=place
        )
        for place, key in enumerate(METHODS)
    ]
    for place in range(REFERENCES):
        name = f"item-{place:04d}"
        reference = Reference.objects.create(
            round=round, position=place, identifier=name, category="mug", **picture
        )
        for number, method in enumerate(methods):
            shown = ShownSet.objects.create(reference=reference)
            shown.methods.add(method)
            ShownProduct.objects.bulk_create(
                ShownProduct(
                    shown_set=shown, rank=rank, identifier=f"{name}-{number}{rank}", **picture
                )
                for rank in range(1, K + 1)
            )
    return round


def _answer_block(round: Any) -> None:
    from surveys.models import Participation, Rating, Seat, Slot, Trial

    rng = np.random.default_rng(1)
    sets = {one.pk: list(one.sets.order_by("pk")) for one in round.references.all()}
    places = {pk: place for place, pk in enumerate(sets)}
    people = Participation.objects.bulk_create(
        Participation(
            round=round,
            number=number,
            arrival=uuid4(),
            consent_sha256="0" * 64,
            seat=number,
            lease_ends_at=MONDAY,
            completed_at=MONDAY,
        )
        for number in range(1, BLOCK + 1)
    )
    orders = [rng.permutation(list(sets))[:EACH].tolist() for _person in people]
    trials = Trial.objects.bulk_create(
        Trial(
            participation=person,
            reference_id=reference,
            position=position,
            shown_at=MONDAY,
            submitted_at=MONDAY + timedelta(seconds=20),
            scripted=True,
            pictures_ms=800,
            first_answer_ms=4000,
            focus_losses=0,
            unfocused_ms=0,
            hidden_ms=0,
        )
        for person, order in zip(people, orders, strict=True)
        for position, reference in enumerate(order, start=1)
    )
    slots = Slot.objects.bulk_create(
        Slot(trial=trial, position=position, shown_set=shown)
        for trial in trials
        for position, shown in enumerate(sets[trial.reference_id])
    )
    values = rng.integers(1, 8, len(slots)).tolist()
    Rating.objects.bulk_create(
        Rating(slot=slot, value=value, saved_at=MONDAY, given_at=MONDAY, answer_ms=5000)
        for slot, value in zip(slots, values, strict=True)
    )
    every = list(range(len(METHODS)))
    Seat.objects.bulk_create(
        Seat(
            round=round,
            number=person.seat,
            trials=[{"kind": "main", "reference": places[pk], "sets": every} for pk in order],
        )
        for person, order in zip(people, orders, strict=True)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--formats", nargs="+", default=["zip", "xlsx", "parquet"])
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        environment.use(Path(folder))
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        print("| format | ratings | s | processor s | ratings/s | first byte s | MB |", end="")
        print(" MiB before | MiB most |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|--:|", flush=True)
        for rows in options.rows:
            slug = fill(max(1, round(rows / (BLOCK * EACH * len(METHODS)))))
            for format in options.formats:
                arguments = [sys.executable, "-c", EXPORT, slug, format, f"{folder}/out"]
                subprocess.run(arguments, check=True)


if __name__ == "__main__":
    main()
