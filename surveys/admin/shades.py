"""What becomes of the researcher's colour, as a sentence."""

from django.utils.translation import gettext as _

from surveys.colours import dark_shades, light_shades


def said_of(colour: str) -> str:
    """Which shades pages show, where they are others so that text stays readable; '' of none."""
    if not colour:
        return ""
    light, dark = light_shades(colour).accent, dark_shades(colour).accent
    colour = colour.lower()
    if light == colour:
        return _(
            "Light pages show %(colour)s as it is, dark pages %(dark)s, so that text on them and "
            "in them stays readable."
        ) % {"colour": colour, "dark": dark}
    return _(
        "%(colour)s is too light for text: light pages show it as %(light)s, dark pages as "
        "%(dark)s."
    ) % {"colour": colour, "light": light, "dark": dark}
