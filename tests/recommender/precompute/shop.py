"""A catalogue that a test makes up, with real pictures in the real storage."""

import io

import numpy as np
from PIL import Image

from recommender.catalogue import pictures
from recommender.catalogue.preparing import prepare
from recommender.models import Catalogue, Picture, Product


def photograph(number: int, side: int = 48) -> bytes:
    """A JPEG of coarse noise; another number is another picture."""
    blocks = np.random.default_rng(number).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(blocks).resize((side, side)).save(buffer, "JPEG")
    return buffer.getvalue()


def add_product(
    catalogue: Catalogue, identifier: str, *, category: str = "hat", group: str = "", look: int
) -> Product:
    """A product whose picture is `photograph(look)`."""
    prepared = prepare(photograph(look))
    pictures.store(prepared)
    picture, _new = Picture.objects.get_or_create(
        sha256=prepared.sha256, defaults={"width": prepared.width, "height": prepared.height}
    )
    return Product.objects.create(
        catalogue=catalogue,
        identifier=identifier,
        category=category,
        group=group,
        picture=picture,
        source_sha256=prepared.source_sha256,
    )
