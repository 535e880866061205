"""A round's colour and logo, each at an address that is its content, and our own icon."""

from hashlib import sha256

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from surveys import logos
from surveys.colours import VERY_READABLE, Shades, dark_shades, light_shades

A_DAY = "public, max-age=86400"
FOR_EVER = "public, max-age=31536000, immutable"
LIGHT, DARK, MORE = "", "(prefers-color-scheme: dark)", "(prefers-contrast: more)"


@require_safe
def theme(request: HttpRequest, colour: str, version: str) -> HttpResponse:
    """Of any colour: the strict content security policy forbids writing it into the page."""
    if version != version_of(f"#{colour}"):
        raise Http404  # of an older SimSurvey, whose pages nobody keeps
    response = HttpResponse(stylesheet(f"#{colour}"), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOR_EVER
    return response


@require_safe
def logo(request: HttpRequest, sha256: str) -> FileResponse:
    try:
        stored = logos.open_stored(sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stored, content_type=logos.CONTENT_TYPE)
    response["Cache-Control"] = FOR_EVER
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Where browsers look by themselves, on pages that name no icon: those of the admin."""
    response = HttpResponseRedirect(static("images/icon.svg"))
    response["Cache-Control"] = A_DAY
    return response


def version_of(colour: str) -> str:
    """Another one as soon as the shades are derived in another way."""
    return sha256(stylesheet(colour).encode()).hexdigest()[:12]


def stylesheet(colour: str) -> str:
    """The tokens that follow from one colour, for light and dark pages and for more contrast."""
    return "\n".join(
        [
            _tokens(light_shades(colour), LIGHT),
            _tokens(dark_shades(colour), DARK),
            _tokens(light_shades(colour, least=VERY_READABLE), MORE),
            _tokens(dark_shades(colour, least=VERY_READABLE), f"{MORE} and {DARK}"),
        ]
    )


def _tokens(shades: Shades, condition: str) -> str:
    tokens = " ".join(
        f"--{name.replace('_', '-')}: {value};" for name, value in vars(shades).items()
    )
    rule = f":root {{ {tokens} }}"
    return f"@media {condition} {{ {rule} }}" if condition else rule
