"""In which language a participant's page is: the link, the switch, the browser, or the round.

Django's own way asks the browser and a cookie. Here a link may say it, a participation keeps it,
because browsers keep no cookies of a page in a panel's frame, and a round has its own language.
"""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from surveys.models import Participation, Round

PARAMETER = "lang"


def language_of_link(request: HttpRequest) -> str:
    """What the address asks for; '' when it names no language of the interface."""
    return known_language(request.GET.get(PARAMETER, ""))


def without_language(request: HttpRequest) -> str:
    """The address without its wish, so that reloading, or going back, does not choose it again."""
    query = request.GET.copy()
    del query[PARAMETER]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def speak(request: HttpRequest, language: str) -> None:
    """From here on the request's page is in this language."""
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()  # as Django's middleware leaves it


def in_their_language(
    request: HttpRequest, round: Round, participation: Participation | None = None
) -> Round:
    """Let the page speak the reader's language, and give the round as it reads in it.

    A round without texts in it is read in its own language; templates then say so by `lang`.
    """
    language = (
        language_of_link(request)
        or (participation.language if participation else "")
        or known_language(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
        or _of_the_browser(request)
        or round.language
    )
    speak(request, language)
    return round.read_in(language)


def words_of(round: Round) -> SafeString:
    """The attributes of an element with the researcher's words, where the page speaks another.

    Stands in the tag without a space before it.
    """
    if round.language == translation.get_language():
        return SafeString("")
    direction = "rtl" if translation.get_language_info(round.language)["bidi"] else "ltr"
    return format_html(' lang="{}" dir="{}"', round.language, direction)


def _of_the_browser(request: HttpRequest) -> str:
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((known for code, _weight in accepted if (known := known_language(code))), "")


def known_language(code: str) -> str:
    """The interface's language for a browser's code, as `de` for `de-AT`; '' if there is none."""
    try:
        return get_supported_language_variant(code)
    except LookupError:
        return ""
