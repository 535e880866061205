"""Addresses of this room."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from surveys.views import entrance, participant, results

app_name = "surveys"
urlpatterns: list[URLPattern] = [
    path("", entrance.home, name="home"),
    path("language/", set_language, name="language"),
    path("s/<slug:slug>/", entrance.welcome, name="welcome"),
    path("p/<slug:token>/", participant.resume, name="resume"),
    path("p/<slug:token>/thanks/", participant.thanks, name="thanks"),
    path("p/<slug:token>/<int:position>/", participant.trial, name="trial"),
    path("p/<slug:token>/<int:position>/<str:letter>/", participant.rating, name="rating"),
    path("results/<slug:slug>/", results.results, name="results"),
    path("results/<slug:slug>/scores.svg", results.figure, name="scores_figure"),
    path("results/<slug:slug>/ratings.csv", results.ratings_csv, name="ratings_csv"),
]
