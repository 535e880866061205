"""Addresses of this room."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from surveys.views import downloads, entrance, outcomes, participant, preview, results, withdrawal

app_name = "surveys"
urlpatterns: list[URLPattern] = [
    path("", entrance.home, name="home"),
    path("language/", set_language, name="language"),
    path("s/<slug:slug>/", entrance.welcome, name="welcome"),
    path("s/<slug:slug>/preview/", preview.welcome, name="preview"),
    path("s/<slug:slug>/preview/end/", preview.end, name="preview_end"),
    path(
        "s/<slug:slug>/preview/<str:kind>/<int:reference>/<int:order>/",
        preview.trial,
        name="preview_trial",
    ),
    path(
        "s/<slug:slug>/preview/<str:kind>/<int:reference>/<int:order>/<str:letter>/",
        preview.rating,
        name="preview_rating",
    ),
    path("s/<slug:slug>/<slug:channel>/", entrance.welcome, name="channel"),
    path("p/<slug:token>/", participant.resume, name="resume"),
    path("p/<slug:token>/thanks/", outcomes.thanks, name="thanks"),
    path("p/<slug:token>/ended/", outcomes.screened_out, name="screened_out"),
    path("p/<slug:token>/withdraw/", withdrawal.withdraw, name="withdraw"),
    path("withdrawn/<slug:receipt>/", withdrawal.receipt, name="receipt"),
    path("p/<slug:token>/<int:position>/", participant.trial, name="trial"),
    path("p/<slug:token>/<int:position>/<str:letter>/", participant.rating, name="rating"),
    path("results/<slug:slug>/", results.results, name="results"),
    path("results/<slug:slug>/scores.svg", results.figure, name="scores_figure"),
    path("results/<slug:slug>/ratings.csv", downloads.ratings_csv, name="ratings_csv"),
    path(
        "results/<slug:slug>/participants.csv", downloads.participants_csv, name="participants_csv"
    ),
    path("results/<slug:slug>/allocation.csv", downloads.allocation_csv, name="allocation_csv"),
    path("results/<slug:slug>/manifest.json", downloads.manifest_json, name="manifest_json"),
]
