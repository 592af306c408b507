"""Files and pictures that pages point to: each a row, however many pages point to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from mimetypes import MimeTypes
from urllib.parse import unquote, urlsplit

from wiki.models import Attachment, AttachmentKind, AttachmentUse, Page, Presence
from wiki.models.link import LONGEST_ADDRESS
from wiki.reading.page_file import Loss, LossKind
from wiki.rendering import Rendered
from wiki.rendering.links import LinkKind, links_in
from wiki.rendering.pictures import Held, pictures_in

# A name that says the file was never there.
STAND_IN = re.compile(r"(?<![a-z])(?:mock|placeholder|dummy)(?![a-z])", re.IGNORECASE)
# The library's own table: the one of the system differs from machine to machine.
TYPES = MimeTypes()


@dataclass(frozen=True, kw_only=True)
class SeenFile:
    """What a page says of a file or picture: the words of the link, or the description in the text."""

    kind: AttachmentKind
    words: str


def find_attachments(rendered: Rendered) -> tuple[dict[str, SeenFile], list[Loss]]:
    """Files and pictures of a rendered page by their address, in order, and a loss for each with one that is too long.

    To be asked before `wiki.rendering.pictures.with_pictures`, which takes the addresses of the old site away.
    """
    found: dict[str, SeenFile] = {}
    for section in rendered.sections:
        for html in (section.heading_html, section.html):
            for picture in pictures_in(html):
                _see(found, picture.address, AttachmentKind.PICTURE, picture.alt)
            for link in links_in(html):
                if link.kind is LinkKind.FILE:
                    _see(found, link.address, AttachmentKind.FILE, link.words)
    long = [address for address in found if len(address.encode()) > LONGEST_ADDRESS or "\0" in address]
    sentence = "the address “{}…” has {:,} bytes: expected at most {:,} of a file or picture."
    losses = [
        Loss(kind=LossKind.PICTURE, line=0, sentence=sentence.format(one[:80], len(one.encode()), LONGEST_ADDRESS))
        for one in long
        if found.pop(one).kind == AttachmentKind.PICTURE  # a link's own loss is told with the links
    ]
    return found, losses


def _see(found: dict[str, SeenFile], address: str, kind: AttachmentKind, words: str) -> None:
    """Once for each address: a picture that is also linked to is a picture, and the first words stand."""
    before = found.get(address)
    if before is None or (before.kind != kind and kind == AttachmentKind.PICTURE) or not before.words:
        kind = before.kind if before and before.kind == AttachmentKind.PICTURE else kind
        found[address] = SeenFile(kind=kind, words=words or (before.words if before else ""))


def known_attachments(found: Iterable[str]) -> dict[str, Attachment]:
    addresses = list(found)
    return {one.address: one for one in Attachment.objects.filter(address__in=addresses)} if addresses else {}


def held_pictures(known: Mapping[str, Attachment]) -> dict[str, Held]:
    """What readers get of the pictures that a curator has described, or that we hold and may show."""
    shown = {address: one.as_shown for address, one in known.items()}
    return {address: Held(src=src, alt=alt) for address, (src, alt) in shown.items() if src or alt}


def save_attachments(*, page: Page, found: Mapping[str, SeenFile], known: dict[str, Attachment]) -> None:
    """A row for each address that has none, and exactly these uses by the page; what is known is not written."""
    if missing := [address for address in found if address not in known]:
        rows = [_new(address, found[address]) for address in missing]
        # Another import may have met the same address in this moment.
        Attachment.objects.bulk_create(rows, ignore_conflicts=True)
        known |= known_attachments(missing)
    uses = {} if page.is_new else {use.attachment_id: use for use in page.attachment_uses.all()}
    new, changed = [], []
    for address, seen in found.items():
        attachment = known[address]
        old = uses.pop(attachment.pk, None)
        if old is None:
            new.append(AttachmentUse(page=page, attachment=attachment, words=seen.words))
        elif old.words != seen.words:
            old.words = seen.words
            changed.append(old)
    if uses:
        page.attachment_uses.filter(pk__in=[use.pk for use in uses.values()]).delete()
    AttachmentUse.objects.bulk_create(new)
    AttachmentUse.objects.bulk_update(changed, ["words"])


def _new(address: str, seen: SeenFile) -> Attachment:
    path = unquote(urlsplit(address).path)
    stands_in = STAND_IN.search(path.rpartition("/")[2]) is not None
    return Attachment(
        address=address,
        kind=seen.kind,
        media_type=TYPES.guess_type(path)[0] or "",
        presence=Presence.PLACEHOLDER if stands_in else Presence.UNKNOWN,
    )
