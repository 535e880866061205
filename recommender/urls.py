"""Addresses of this room."""

from django.urls import URLPattern, re_path

from recommender import views

app_name = "recommender"
urlpatterns: list[URLPattern] = [
    re_path(
        r"^pictures/(?P<sha256>[0-9a-f]{64})/(?P<file>320\.webp|640\.webp|1024\.jpg)$",
        views.picture,
        name="picture",
    ),
]
