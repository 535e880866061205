"""Small pictures of products, as the researcher's pages show them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from recommender import lookup
from recommender.models import Product


def thumbnail(product: Product, *, is_whole: bool = False) -> SafeString:
    """The product's picture; its alternative text is the title, or the id where there is none.

    Width and height are those of the picture, so that the page does not jump while it loads.
    """
    picture = product.picture
    address = lookup.master_url if is_whole else lookup.thumbnail_url
    return format_html(
        '<img class="thumbnail" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        address(picture.sha256),
        picture.width,
        picture.height,
        str(product),
    )
