"""Pictures are answered for before anything that concerns people."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import resolve

Answer = Callable[[HttpRequest], HttpResponseBase]


def pictures_first(get_response: Answer) -> Answer:
    """Middleware: a page has thirty pictures, which need no session, language, form or policy.

    What is no picture gets the whole site's answer, so that "not found" is a page as everywhere.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if "/pictures/" in request.path_info:
            try:
                match = resolve(request.path_info)
                if match.view_name == "recommender:picture":
                    picture: HttpResponseBase = match.func(request, **match.kwargs)
                    return picture
            except Http404:
                pass
        return get_response(request)

    return answer
