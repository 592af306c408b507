"""Addresses: the curators' desk, the pages, and the evidence. Probes are answered before (config/health.py)."""

from django.contrib import admin
from django.urls import include, path

from config.wellknown import security

urlpatterns = [
    path("admin/", admin.site.urls),
    path(".well-known/security.txt", security, name="security-txt"),
    path("", include("wiki.urls")),
    path("", include("evidence.urls")),
]
handler500 = "config.outages.server_error"
