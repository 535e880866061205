"""The design system on one page: every token and component that pages are made of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

COLOURS = (
    "ground",
    "surface",
    "raised",
    "line",
    "line-strong",
    "text",
    "text-soft",
    "accent",
    "accent-strong",
    "accent-soft",
    "on-accent",
    "error",
    "error-soft",
    "picture-ground",
    "focus",
)
SPACES = ("1", "2", "3", "4", "5", "6", "7")
SIZES = ("small", "normal", "large", "title")
MARKS = ("done", "wait", "shut", "lost", "away", "look")


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Open to everybody: it says nothing about any survey."""
    context = {"colours": COLOURS, "spaces": SPACES, "sizes": SIZES, "marks": MARKS}
    return render(request, "surveys/design.html", context)
