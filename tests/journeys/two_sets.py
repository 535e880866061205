"""A small round for journeys about saving, and what came of its answers."""

import re

from playwright.sync_api import Page

from surveys import rounds
from surveys.models import Rating, Round
from tests.journeys.drawing import draw_pictures
from tests.surveys.factories import make_catalogue, make_round, make_run

PICTURES = re.compile(r"/catalogues/pictures/")
AN_ANSWER = re.compile(r"/p/[\w-]+/\d+/[A-Z]+/$")
A_TRIAL = re.compile(r"/p/[\w-]+/\d+/$")


def open_round(**changes) -> Round:
    """2 references for everyone, 2 sets each, 5 points."""
    catalogue = make_catalogue(mug=8)
    draw_pictures(catalogue)
    for method, shift in {"ssim": 1, "random": 2}.items():
        make_run(catalogue, method, shift=shift, k=3)
    fields = {"references_count": 2, "trials_per_participant": 2} | changes
    return rounds.open_round(round=make_round(catalogue, ["ssim", "random"], **fields))


def values() -> list[int | None]:
    return list(Rating.objects.order_by("slot").values_list("value", flat=True))


def kept(page: Page) -> int:
    """How many answers the browser keeps."""
    texts = page.evaluate("Object.values(localStorage).map(text => Object.keys(JSON.parse(text)))")
    return sum(map(len, texts))
