"""A small shop with finished lists, and rounds over it."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from recommender.catalogue import pictures
from recommender.models import Catalogue, Neighbour, Picture, Product, Run
from surveys import participation as participating
from surveys import rounds
from surveys.models import Participation, Round

LABELS_OF_5 = ["Not at all", "Slightly", "Moderately", "Very", "Extremely"]
LABELS_OF_7 = ["1st", "2nd", "3rd", "4th", "5th", "6th", "7th"]


def make_picture(name: str) -> Picture:
    return Picture.objects.create(sha256=sha256(name.encode()).hexdigest(), width=600, height=800)


def make_catalogue(name: str = "shop", **sizes: int) -> Catalogue:
    """Products `dress-00`, `dress-01`, …; the keywords say how many a category has."""
    catalogue = Catalogue.objects.create(name=name)
    for category, size in (sizes or {"dress": 12, "shoe": 12}).items():
        for number in range(size):
            make_product(catalogue, category, f"{category}-{number:02d}")
    return catalogue


def make_product(catalogue: Catalogue, category: str, identifier: str) -> Product:
    return Product.objects.create(
        catalogue=catalogue,
        identifier=identifier,
        title=f"Title of {identifier}",
        category=category,
        source_sha256=sha256(identifier.encode()).hexdigest(),
        picture=make_picture(f"{catalogue.name}/{identifier}"),
    )


def store_pictures(catalogue: Catalogue) -> None:
    """Put the files there, each of the bytes that `make_picture` hashed."""
    for product in catalogue.products.select_related("picture"):
        name = pictures.name(product.picture.sha256, pictures.MASTER)
        content = f"{catalogue.name}/{product.identifier}".encode()
        default_storage.save(name, ContentFile(content))


def make_run(catalogue: Catalogue, method: str, *, shift: int, k: int = 5) -> Run:
    """A finished run whose lists are the k products that follow `shift` places after each.

    Runs with the same shift have equal lists.
    """
    run = Run.objects.create(
        catalogue=catalogue,
        method=method,
        fingerprint=sha256(f"{method}/{shift}".encode()).hexdigest(),
        parameters={"shift": shift},
        contents="0" * 64,
        k=k,
        state=Run.State.FINISHED,
        finished_at=timezone.now(),
    )
    for category in catalogue.products.order_by().values_list("category", flat=True).distinct():
        products = list(catalogue.products.filter(category=category).order_by("identifier"))
        Neighbour.objects.bulk_create(
            Neighbour(
                run=run,
                reference=reference,
                rank=rank,
                product=products[(place + shift + rank - 1) % len(products)],
                score=1 / rank,
            )
            for place, reference in enumerate(products)
            for rank in range(1, k + 1)
        )
    return run


def make_round(catalogue: Catalogue, method_keys: Sequence[str], **changes: Any) -> Round:
    """A draft without practice, checks and repeats, unless the changes ask for them."""
    fields: dict[str, Any] = {
        "title": "Which look alike?",
        "slug": "alike",
        "references_count": 6,
        "trials_per_participant": 3,
        "question": "How similar are they?",
        "scale_labels": LABELS_OF_5,
        "consent_text": "I take part of my own free will.",
        "welcome_text": "Welcome to everyone.",
        "seed": 7,
        "practice": False,
        "identical_checks": 0,
        "repeated_trials": 0,
    }
    return rounds.create_round(catalogue=catalogue, method_keys=method_keys, **fields | changes)


def take_part(round: Round, **through: Any) -> Participation:
    """Somebody new; the keywords are those of `join`."""
    return participating.join(round=round, arrival=uuid4(), **through)


def leave(participation: Participation) -> None:
    """Let a participant stay away for longer than the place is kept."""
    before = timezone.now() - timedelta(minutes=1)
    Participation.objects.filter(pk=participation.pk).update(lease_ends_at=before)


def answer_all(participation: Participation, value: int = 3) -> None:
    for trial in participation.trials.all():
        values = dict.fromkeys(trial.slots.values_list("position", flat=True), value)
        participating.submit_trial(
            participation=participation, position=trial.position, values=values
        )
