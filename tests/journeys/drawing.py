"""Pictures with real files, portrait and landscape, for products that have none."""

from io import BytesIO

from PIL import Image, ImageDraw

from recommender.catalogue import pictures, preparing
from recommender.models import Catalogue, Picture


def draw_pictures(catalogue: Catalogue) -> None:
    for number, product in enumerate(catalogue.products.order_by("pk")):
        prepared = preparing.prepare(_drawn(number))
        pictures.store(prepared)
        product.picture = Picture.objects.create(
            sha256=prepared.sha256, width=prepared.width, height=prepared.height
        )
        product.save()


def _drawn(number: int) -> bytes:
    size = [(600, 800), (800, 500), (700, 700)][number % 3]
    picture = Image.new("RGB", size, (250, 250 - number % 40, 240))
    colour = (37 * number % 256, 83 * number % 256, 151 * number % 256)
    width, height = size
    ImageDraw.Draw(picture).ellipse(
        (width // 5, height // 5, 4 * width // 5, 4 * height // 5), fill=colour
    )
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
