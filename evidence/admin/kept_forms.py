"""Forms that came after their session had ended: kept until their typist is back, then shown filled in and unsaved."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict

from evidence.admin.opening import opening_of

# Every form says who opened it, signed: nobody else can make this server keep anything.
FIELD = "_typist"
SALT = "evidence.admin.kept_forms"
WEEK = 7 * 24 * 60 * 60
SESSION = "kept forms"
MOST_BYTES, MOST_FORMS = 1_000_000, 5
NEVER = ("csrfmiddlewaretoken", FIELD)


def typist_signed(user: Any) -> str:
    return signing.dumps(user.pk, salt=SALT)


def keep(request: HttpRequest) -> None:
    """Put a form that was sent into the browser's session: its texts, and the names of its files."""
    typist = _typist(request.POST.get(FIELD, ""))
    if typist is None:
        return
    texts = {name: values for name, values in request.POST.lists() if name not in NEVER and "password" not in name}
    size = sum(len(one.encode()) for name, values in texts.items() for one in (name, *values))
    files = [str(getattr(one, "name", "")) for one in request.FILES.values()]
    form = {"typist": typist, "texts": texts if size <= MOST_BYTES else None, "files": files}
    kept = request.session.get(SESSION, {})
    kept.pop(request.get_full_path(), None)
    newest = dict([*kept.items(), (request.get_full_path(), form)][-MOST_FORMS:])
    request.session[SESSION] = newest


def kept_for(request: HttpRequest, address: str) -> dict[str, Any] | None:
    """What the login page tells of: the form that waits behind it."""
    form: dict[str, Any] | None = request.session.get(SESSION, {}).get(address)
    return form


def bring_back(request: HttpRequest) -> None:
    """Makes of a look at a form one that came back unsaved, if one is kept: shown once, and to its typist."""
    address = request.get_full_path()
    if request.method != "GET" or kept_for(request, address) is None:
        return
    kept = request.session[SESSION]
    form = kept.pop(address)
    request.session[SESSION] = kept
    if form["typist"] != request.user.pk or form["texts"] is None:
        return
    data = QueryDict(mutable=True)
    for name, values in form["texts"].items():
        data.setlist(name, values)
    # Django reads fields and files at once, at the first who asks for either, and would empty the fields later.
    request.FILES  # noqa: B018
    request.method, request.POST = "POST", data  # type: ignore[assignment]
    opening = opening_of(request)
    opening.kept, opening.lost_files = True, form["files"]


def _typist(signed: str) -> int | None:
    try:
        return int(signing.loads(signed, salt=SALT, max_age=WEEK))
    except (signing.BadSignature, ValueError):
        return None
