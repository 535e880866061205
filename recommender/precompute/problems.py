"""What a run says of products that it could not treat as planned."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from recommender.models import Chunk, Problem, Product, Run
from recommender.precompute.features import Prepared


def picture_problems(run: Run, products: Sequence[Product], prepared: Prepared) -> list[Problem]:
    """Who is left out because of the picture, and whose background could not be removed."""
    failures = {sha256: feature.failure for sha256, feature in prepared.features.items()}
    original_used = [
        Problem(run=run, product=product, kind=Problem.Kind.ORIGINAL_USED, reason=reason)
        for product in products
        if (reason := failures.get(product.picture.sha256))
    ]
    return left_out(run, products, prepared.unusable) + original_used


def left_out(run: Run, products: Sequence[Product], reasons: Mapping[str, str]) -> list[Problem]:
    """One for each product whose picture has a reason, by the picture's sha256."""
    return [
        Problem(run=run, product=product, kind=Problem.Kind.LEFT_OUT, reason=reason)
        for product in products
        if (reason := reasons.get(product.picture.sha256))
    ]


def too_few(run: Run, product: Product, candidates: int) -> Problem:
    reason = _(
        "A list needs %(k)d others of the category “%(category)s”; there are %(candidates)d."
    ) % {"k": run.k, "category": product.category, "candidates": candidates}
    return Problem(run=run, product=product, kind=Problem.Kind.LEFT_OUT, reason=reason)


def without_feature(run: Run) -> set[int]:
    """Products that were left out because of their picture, so that nobody met them.

    Who has too few candidates for a list is left out too, but was compared: a candidate for others.
    """
    left_out = run.problems.filter(kind=Problem.Kind.LEFT_OUT).values_list("product", flat=True)
    chunks = run.chunks.filter(stage=Chunk.Stage.NEIGHBOURS)
    members = chunks.values_list("members", flat=True)
    return set(left_out) - {int(pk) for stamps in members for pk in stamps}
