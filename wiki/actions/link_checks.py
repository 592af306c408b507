"""Whether addresses still answer: asked one by one, each answer kept at once, so that a stopped run goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import chain, zip_longest
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from evidence.asking.asker import NotAskedError, Reply, SilentError
from evidence.asking.manners import LaterError, Manners
from wiki.models import Answer, Attachment, Leads, Link, LinkCheck, Presence
from wiki.models.link import LONGEST_ADDRESS

GONE = {404, 410}
# So many runs without an answer are said in words; only a site's own word makes an address gone.
MANY_FAILURES = 3
# When that many hosts in a row say nothing, and none before did, it is rather this computer that is cut off.
SILENT_HOSTS = 10
PRESENCE = {Answer.ALIVE: Presence.PRESENT, Answer.MOVED: Presence.PRESENT, Answer.GONE: Presence.MISSING}


class NobodyAnswersError(Exception):
    """No site answered at all; nothing of what was not heard is kept."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    answer: Answer
    sentence: str
    status: int | None = None
    moved_to: str = ""


def due_addresses(*, older_than: timedelta, limit: int, include_files: bool = False) -> list[str]:
    """Addresses that pages lead to, never asked or not for so long: the longest ago first, hosts taking turns."""
    kinds = [Leads.TO_WEB, *([Leads.TO_FILE] if include_files else [])]
    addresses = set(Link.objects.filter(kind__in=kinds).values_list("address", flat=True).distinct())
    if include_files:
        addresses |= set(Attachment.objects.values_list("address", flat=True))
    asked = dict(LinkCheck.objects.values_list("address", "checked"))
    before = timezone.now() - older_than
    due = [one for one in addresses if _on_the_web(one) and (one not in asked or asked[one] <= before)]
    due.sort(key=lambda one: (one in asked, asked.get(one, before), one))
    return _taking_turns(due[:limit])


def _on_the_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def _taking_turns(addresses: Iterable[str]) -> list[str]:
    """The first of each host, then the second of each: the pause between two of one host costs no time then."""
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for address in addresses:
        hosts[_host(address)].append(address)
    return [one for one in chain.from_iterable(zip_longest(*hosts.values())) if one is not None]


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def check_links(*, addresses: Iterable[str], manners: Manners) -> Iterator[Heard | None]:
    """What each address answered, kept by the time it is told; None for one that is left to another run.

    Raises NobodyAnswersError in the end, or after ten hosts, if nothing at all was heard: then no silence is kept.
    """
    waiting: list[tuple[str, Heard, datetime]] = []
    for address in addresses:
        heard = _ask(address, manners)
        if heard is not None:
            waiting.append((address, heard, timezone.now()))
        if manners.heard:
            _keep_all(waiting)
        elif len({_host(one) for one, silence, _ in waiting if silence.answer == Answer.SILENT}) >= SILENT_HOSTS:
            break
        yield heard
    if any(heard.answer == Answer.SILENT for _, heard, _ in waiting):
        raise NobodyAnswersError
    _keep_all(waiting)


def _keep_all(waiting: list[tuple[str, Heard, datetime]]) -> None:
    while waiting:
        address, heard, when = waiting.pop(0)
        _keep(address, heard, when)


def _ask(address: str, manners: Manners) -> Heard | None:
    try:
        return _judge(manners.ask(address), address)
    except NotAskedError as error:
        return Heard(answer=Answer.NOT_ASKED, sentence=str(error))
    except SilentError as error:
        return Heard(answer=Answer.SILENT, sentence=str(error))
    except LaterError:
        return None


def _judge(reply: Reply, address: str) -> Heard:
    said = f"{reply.status} {_phrase(reply.status)}".strip()
    if reply.status in GONE:
        return Heard(answer=Answer.GONE, status=reply.status, sentence=f"answers {said}.")
    if not 200 <= reply.status < 300:
        return Heard(answer=Answer.SILENT, status=reply.status, sentence=f"answers {said}, which says nothing of it.")
    if reply.moved and reply.address != address and len(reply.address.encode()) <= LONGEST_ADDRESS:
        sentence = "has moved for good."
        return Heard(answer=Answer.MOVED, status=reply.status, sentence=sentence, moved_to=reply.address)
    return Heard(answer=Answer.ALIVE, status=reply.status, sentence="answers.")


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""


@transaction.atomic
def _keep(address: str, heard: Heard, when: datetime) -> None:
    check = LinkCheck.objects.select_for_update().filter(address=address).first() or LinkCheck(address=address)
    silent = heard.answer == Answer.SILENT
    check.failures = min(check.failures + 1, 1000) if silent else 0
    check.answer, check.status, check.moved_to = heard.answer, heard.status, heard.moved_to
    many = f" Without an answer {check.failures} times in a row." if check.failures >= MANY_FAILURES else ""
    check.sentence = heard.sentence[:400] + many
    check.checked = when
    check.save()
    if presence := PRESENCE.get(heard.answer):
        files = Attachment.objects.filter(address=address).exclude(presence__in=[presence, Presence.PLACEHOLDER])
        files.update(presence=presence, updated=when)
