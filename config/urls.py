"""Addresses: the curators' desk, the pages, and the evidence."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("wiki.urls")),
    path("", include("evidence.urls")),
]
