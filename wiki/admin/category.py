"""Categories: the shelves of the wiki that pages came from."""

from __future__ import annotations

from django.contrib import admin

from evidence.admin.desk import CuratedAdmin
from wiki.models import Category


@admin.register(Category)
class CategoryAdmin(CuratedAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    ordering = ("name",)
