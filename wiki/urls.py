"""The public face of the source pages."""

from django.urls import URLPattern

app_name = "wiki"
urlpatterns: list[URLPattern] = []
