"""Recent changes as an Atom feed (RFC 4287), for people who follow them elsewhere."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import condition, require_safe

from wiki.summaries.changes import Change, newest_change, recent_changes

MOST = 50
# Names in the feed are `tag:` addresses (RFC 4151): a host, and a day on which it was ours. They outlive every address.
SINCE = "2026-01-01"
# XML 1.0, section 2.2, has no way to write these.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class ChangesFeed(Feed):  # type: ignore[type-arg]  # takes no parameters at run time
    feed_type = Atom1Feed
    title = "Tracewell: changes of source pages"
    subtitle = "What became of the pages, and why."
    link = "/changes/"
    author_name = "Tracewell"
    language = "en"

    def __init__(self, host: str) -> None:
        self.host = host

    def feed_guid(self) -> str:
        return tag_address(self.host, "changes")

    def items(self) -> list[Change]:
        return recent_changes(most=MOST)

    def item_title(self, item: Change) -> str:
        return in_xml(item.title)

    def item_description(self, item: Change) -> str:
        return escape(in_xml(f"{item.why} ({item.who}; {item.what})"))

    def item_link(self, item: Change) -> str:
        return item.difference or item.address

    def item_guid(self, item: Change) -> str:
        return tag_address(self.host, item.key)

    def item_updateddate(self, item: Change) -> datetime:
        return item.when

    def item_pubdate(self, item: Change) -> datetime:
        return item.when


def tag_address(host: str, key: str) -> str:
    return f"tag:{host},{SINCE}:{key}"


def in_xml(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)


def _etag(request: HttpRequest) -> str:
    return f'"changes-{newest_change()[0]}"'


def _last_modified(request: HttpRequest) -> datetime | None:
    return newest_change()[1]


@require_safe
@condition(etag_func=_etag, last_modified_func=_last_modified)
def changes(request: HttpRequest) -> HttpResponse:
    host, _ = split_domain_port(request.get_host())
    response = ChangesFeed(host.strip("[]"))(request)
    # Of the newest entry; but a page that was withdrawn changes the feed as well, and `condition` knows that.
    del response.headers["Last-Modified"]
    return response
