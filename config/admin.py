"""The desk's pages for models that neither application owns."""

import taggit.admin  # noqa: F401  (it registers what is replaced here)
from django.contrib import admin
from taggit.models import Tag

admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Without taggit's own page for merging tags, which lets in any member of staff."""

    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
