"""Addresses of this room."""

import re

from django.urls import URLPattern, re_path

from recommender import views
from recommender.catalogue.pictures import FILES

FILE = "|".join(map(re.escape, FILES))

app_name = "recommender"
urlpatterns: list[URLPattern] = [
    re_path(
        rf"^pictures/(?P<sha256>[0-9a-f]{{64}})/(?P<file>{FILE})$",
        views.picture,
        name="picture",
    ),
]
