"""Addresses of this room."""

from django.urls import URLPattern, path, re_path
from django.views.i18n import set_language

from surveys import exports
from surveys.views import (
    branding,
    design,
    downloads,
    entrance,
    outcomes,
    participant,
    plan,
    preview,
    report,
    results,
    withdrawal,
)

app_name = "surveys"
urlpatterns: list[URLPattern] = [
    path("", entrance.home, name="home"),
    path("favicon.ico", branding.favicon, name="favicon"),
    path("language/", set_language, name="language"),
    path("design/", design.components, name="design"),
    re_path(
        r"^themes/(?P<colour>[0-9a-f]{6})\.(?P<version>[0-9a-f]{12})\.css$",
        branding.theme,
        name="theme",
    ),
    re_path(r"^logos/(?P<sha256>[0-9a-f]{64})\.webp$", branding.logo, name="logo"),
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
    path("p/<slug:token>/<int:position>/ahead/", participant.ahead, name="ahead"),
    path("p/<slug:token>/<int:position>/timing/", participant.timing, name="timing"),
    path("p/<slug:token>/<int:position>/<str:letter>/", participant.rating, name="rating"),
    path("results/<slug:slug>/", results.results, name="results"),
    path("results/<slug:slug>/figures/<slug:name>.<slug:kind>", results.figure, name="figure"),
    path("results/<slug:slug>/look/", results.look, name="look"),
    path("results/<slug:slug>/report/", report.report, name="report"),
    path("results/<slug:slug>/plan/", plan.plan, name="plan"),
    *(
        path(f"results/<slug:slug>/{name}.csv", downloads.table, {"name": name}, f"{name}_csv")
        for name in exports.BY_NAME
    ),
    *(
        path(
            f"results/<slug:slug>/export/{name}",
            downloads.package,
            {"format": name},
            f"{name}_export",
        )
        for name in downloads.PACKAGES
    ),
    path("results/<slug:slug>/manifest.json", downloads.manifest_json, name="manifest_json"),
]
