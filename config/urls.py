"""Addresses: the curators' desk, the pages, and the evidence. Probes are answered before (config/health.py)."""

from django.contrib import admin
from django.urls import include, path, re_path

from config.wellknown import security
from wiki.views.addresses import old_address

urlpatterns = [
    path("admin/", admin.site.urls),
    path(".well-known/security.txt", security, name="security-txt"),
    path("", include("wiki.urls")),
    path("", include("evidence.urls")),
    # Last, since it answers everything: old addresses lead on, unknown ones get their neighbours.
    re_path(r"^(?P<path>.+)$", old_address, name="old-address"),
]
handler404 = "wiki.views.addresses.not_found"
handler500 = "config.outages.server_error"
