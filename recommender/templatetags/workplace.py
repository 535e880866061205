"""What the researcher's templates need besides Django's own."""

from django import template
from django.utils.translation import gettext as _

from recommender import lookup
from recommender.admin.thumbnails import thumbnail
from recommender.robustness.chart import percent

register = template.Library()
register.simple_tag(thumbnail)
register.filter(percent)


@register.simple_tag
def picture_address(sha256: str) -> str:
    """Where a picture's thumbnail is, also when no product has it any more."""
    return lookup.thumbnail_url(sha256)


@register.filter
def time_left(seconds: int) -> str:
    """Seconds in the largest unit that makes sense of them.

    >>> time_left(42), time_left(150), time_left(7300)
    ('42 s', '3 min', '2 h 2 min')
    """
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": seconds}
    minutes = -(-seconds // 60)
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
