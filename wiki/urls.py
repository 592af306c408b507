"""The public face of the source pages, on one screen."""

from django.urls import path, re_path

from wiki.views import addresses, attachments, feeds, history, pages, tags

app_name = "wiki"
urlpatterns = [
    path("pages/", pages.page_list, name="pages"),
    path("pages/<slug:slug>/", pages.page_detail, name="page"),
    path("pages/<slug:slug>/history/", history.page_history, name="history"),
    path("pages/<slug:slug>/history/<int:old>..<int:new>/", history.comparison, name="comparison"),
    path("changes/", history.changes, name="changes"),
    path("feeds/changes.atom", feeds.changes, name="changes-feed"),
    path("tags/", tags.all_tags, name="tags"),
    # Tags have addresses of letters of any script.
    re_path(r"^tags/(?P<slug>[-\w]+)/$", tags.tag_detail, name="tag"),
    path("categories/", tags.all_categories, name="categories"),
    path("categories/<slug:slug>/", tags.category_detail, name="category"),
    path("attachments/<str:sha256>/<str:name>", attachments.attachment, name="attachment"),
    # With or without a slash: an old address leads to the page in one step.
    re_path(r"^posts/(?P<slug>[-a-zA-Z0-9_]+)/?$", addresses.post, name="post"),
    re_path(r"^tiki-index\.php/?$", addresses.tiki_index, name="tiki-index"),
]
