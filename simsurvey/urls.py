"""Which address belongs to which room."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

admin.autodiscover()
urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("catalogues/", include("recommender.urls")),
    path("", include("surveys.urls")),
]
