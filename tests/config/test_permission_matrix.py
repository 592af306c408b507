"""Who sees and does what, for every address that the resolver knows; one without a rule here fails."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from evidence.models import Assessment, RowChange, State, Study
from evidence.models.transition import TRANSITIONS, transition
from tests import factories as make
from tests.config.test_addresses import ADMIN, PUBLIC
from wiki.actions.versions import record_version
from wiki.models import Authority, Page

pytestmark = pytest.mark.django_db
STATES = list(State)
ROLES = ("anonymous", "staff", "curator", "reviewer", "administrator")
# A word that stands in the title of one row, and in nothing else.
WHISPER = {state: f"whisper{state.name.lower().replace('_', '')}" for state in State}
SLUG = {state: f"hush-{state.name.lower().replace('_', '-')}" for state in State}


@dataclass(frozen=True, kw_only=True)
class World:
    """One row of each noun in a state, or below a row in it; and those that stand for themselves."""

    rows: dict[str, Any]
    slug: str


def make_world(state: State, about: Any) -> World:
    word, slug = WHISPER[state], SLUG[state]
    study = make.make_study(slug=slug, title=f"{word} study", state=state, interventions=[about])
    report = make.make_report(study=study, slug=slug, title=f"{word} report")
    result = make.make_result(study=study, report=report, slug=slug, state=state, finding=f"{word} finding")
    arm = make.make_arm(study=study, name=f"{word} arm")
    make.make_comparison(result=result, intervention=about)
    page = make.make_page(slug=slug, title=f"{word} page", state=state, body="Words.")
    record_version(page=page, authority=Authority.IMPORT, by=None, reason=f"{word} version")
    Page.objects.filter(pk=page.pk).update(publisher=f"{word} publisher")
    record_version(page=page, authority=Authority.IMPORT, by=None, reason=f"{word} version")
    section = make.make_section(page=page, heading=f"{word} section")
    held = ContentFile(b"%PDF-1.4 " + word.encode() + b"\n%%EOF\n", name=f"{slug}.pdf")
    file = make.make_attachment(
        title=f"{word} file", rights="free", held=held, sha256=f"{STATES.index(state):064}", size=held.size
    )
    make.make_attachment_use(attachment=file, page=page)
    tag, category = make.make_tag(), make.make_category()
    make.make_tagged_page(tag=tag, content_object=page)
    page.categories.add(category)
    rows = {
        "study": study,
        "report": report,
        "result": result,
        "arm": arm,
        "riskofbias": make.make_risk_of_bias(study=study, reason=f"{word} bias"),
        "registration": make.make_registration(study=study, notes=f"{word} registration"),
        "notice": make.make_notice(report=report, reason=f"{word} notice"),
        "assessment": make.make_assessment(intervention=about, summary=f"{word} summary", state=state),
        "page": page,
        "section": section,
        "mention": make.make_mention(page=page, section=section, report=report, state="linked", reason="the same"),
        "attachment": file,
        "pageloss": make.make_page_loss(page=page),
        "link": make.make_link(page=page),
        "tag": tag,
        "category": category,
        "intervention": about,
        "condition": make.make_condition(),
        "outcome": result.outcome,
        "instrument": make.make_instrument(),
        "biasdomain": make.make_bias_domain(),
        "biastool": make.make_bias_tool(),
        "extraction": make.make_extraction(study=study),
        "referenceimport": make.make_reference_import(),
        "certaintyrules": make.make_certainty_rules(),
        "searchlog": make.make_search_log(intervention=about),
        "linkcheck": make.make_link_check(),
        "tagrule": make.make_tag_rule(),
        "tagchange": make.make_tag_change(),
        "change": make.make_change(),
        "user": make.make_user(username=f"somebody-{slug}"),
        "group": Group.objects.create(name=f"group {slug}"),
    }
    return World(rows=rows, slug=slug)


@pytest.fixture
def worlds(tmp_path: Path, settings: Any) -> dict[State, World]:
    settings.MEDIA_ROOT = tmp_path
    pill = make.make_intervention(name="pill", slug="pill")
    return {state: make_world(state, pill) for state in STATES}


def come(client: Client, role: str) -> User | None:
    if role == "anonymous":
        client.logout()
        return None
    user = make.make_user() if role == "staff" else make.make_member(role)
    client.force_login(user)
    return user


# The public side: what is not published is not there, and nothing else speaks of it.

PARTS: dict[str, Any] = {
    "wiki:comparison": lambda world: {"slug": world.slug, "old": 1, "new": 2},
    "wiki:tag": lambda world: {"slug": world.rows["tag"].slug},
    "wiki:category": lambda world: {"slug": world.rows["category"].slug},
    "wiki:attachment": lambda world: {"sha256": world.rows["attachment"].sha256, "name": "file.pdf"},
    "evidence:export-table": lambda world: {"name": "results"},
    "old-address": lambda world: {"path": f"{world.slug[:-1]}x"},
    **{
        f"evidence:{noun}{more}": lambda world, noun=noun: {"slug": world.rows[noun].slug}
        for noun in ("intervention", "condition", "outcome")
        for more in ("", "-results", "-studies")
    },
    **{
        f"evidence:{name}": lambda world: {
            "slug": world.rows["intervention"].slug,
            "outcome": world.rows["outcome"].slug,
        }
        for name in ("synthesis", "forest-table", "pool-python", "pool-r")
    },
    **{
        f"evidence:forest-{kind}": lambda world: {
            "slug": world.rows["intervention"].slug,
            "outcome": world.rows["outcome"].slug,
            "number": 1,
        }
        for kind in ("svg", "png")
    },
    **{name: lambda world: {"slug": world.slug} for name in ("evidence:study", "evidence:study-results")},
    **{name: lambda world: {"slug": world.slug} for name in ("wiki:page", "wiki:history", "wiki:post")},
}
# Those that are about one row with a state: not there unless it is published.
OF_ONE = {
    "evidence:study",
    "evidence:study-results",
    "wiki:page",
    "wiki:history",
    "wiki:comparison",
    "wiki:attachment",
    "wiki:post",
}
# Those without a part that could name a row.
PLAIN = {
    "security-txt",
    "wiki:pages",
    "wiki:changes",
    "wiki:changes-feed",
    "wiki:tags",
    "wiki:categories",
    "wiki:tiki-index",
    "evidence:home",
    "evidence:map",
    "evidence:certainty",
    "evidence:how-to-read",
    "evidence:interventions",
    "evidence:conditions",
    "evidence:outcomes",
    "evidence:studies",
    "evidence:export",
}


def body_of(answer: Any) -> str:
    return b"".join(answer).decode(errors="replace")


def test_every_public_address_has_its_rule() -> None:
    assert PUBLIC.keys() - PARTS.keys() == PLAIN


@pytest.mark.parametrize("role", ["anonymous", "staff"])
def test_what_is_not_published_is_nowhere(client: Client, worlds: dict[State, World], role: str) -> None:
    come(client, role)
    leaks: list[tuple[str, object]] = []
    for name in sorted(PUBLIC):
        for state, world in worlds.items() if name in PARTS else [(State.DRAFT, worlds[State.DRAFT])]:
            address = reverse(name, kwargs=PARTS[name](world) if name in PARTS else None)
            answer = client.get(address)
            if name in OF_ONE and (answer.status_code != 404) != (state == State.PUBLISHED):
                leaks.append((address, answer.status_code))
            heard = body_of(answer)
            leaks += [(address, word) for other, word in WHISPER.items() if word in heard and other != State.PUBLISHED]
            if client.post(address).status_code != 405:
                leaks.append((address, "POST"))
    assert leaks == []


@pytest.mark.parametrize(
    "name", ["evidence:study", "evidence:studies", "wiki:page", "wiki:pages", "evidence:intervention"]
)
def test_what_is_published_is_heard_of(client: Client, worlds: dict[State, World], name: str) -> None:
    """Else the test above would hold for a site that shows nothing."""
    world = worlds[State.PUBLISHED]
    assert WHISPER[State.PUBLISHED] in body_of(client.get(reverse(name, kwargs=PARTS.get(name, lambda _: None)(world))))


def test_the_other_table_of_the_export_is_silent_too(client: Client, worlds: dict[State, World]) -> None:
    heard = body_of(client.get("/export/studies.csv"))
    assert [state for state, word in WHISPER.items() if word in heard] == [State.PUBLISHED]


# The desk: the permission that each page asks for, by its ending; the rest is named.

ENDINGS = {
    "changelist": "view",
    "change": "view",
    "history": "view",
    "compare": "view",
    "comparison": "view",
    "add": "add",
    "delete": "delete",
    "restore": "change",
    "comment": "change",
    "state": "view",
    "entry": "view",
    "results": "change",
    "arms": "change",
    "bias": "change",
    "offered": "change",
    "apart": "change",
    "agreement": "view",
    "look_up": "add",
    "sheet": "change",
    "sheet_preview": "change",
    "sheet_csv": "view",
    "sheet_xlsx": "view",
    "begin": "change",
}
NAMED = {
    "admin:review": "evidence.view_study",
    "admin:report_duplicates": "evidence.view_report",
    "admin:report_pair": "evidence.view_report",
    "admin:study_duplicates": "evidence.view_study",
    "admin:study_pair": "evidence.view_study",
    "admin:evidence_change_export": "evidence.view_change",
    "admin:evidence_change_deleted": "evidence.view_change",
    "admin:evidence_change_restore": "evidence.view_change",
    "admin:evidence_change_undo": "evidence.view_change",
    "admin:auth_user_password_change": "auth.change_user",
    "admin:wiki_link_wanted": "wiki.view_link",
    "admin:wiki_section_confirm": "wiki.change_section",
    "admin:wiki_pageloss_report": "wiki.view_pageloss",
    "admin:wiki_pageloss_download": "wiki.view_pageloss",
    "admin:wiki_mention_queue": "wiki.view_mention",
    "admin:wiki_mention_sentences": "wiki.view_mention",
    "admin:wiki_mention_decide": "wiki.change_mention",
    "admin:wiki_page_preview": "wiki.change_page",
    "admin:wiki_page_text_search": "wiki.view_page",
    "admin:wiki_page_change_states": "wiki.change_page",
    "admin:evidence_certaintyrules_in_force": "evidence.put_rules_in_force",
    "admin:taggit_tag_merge": "taggit.change_tag",
    "admin:wiki_tagchange_undo": "wiki.change_tagrule",
    "admin:wiki_tagrule_withdraw": "wiki.change_tagrule",
}
# Any member of staff's; what they show is asked for by itself.
ANYBODYS = {
    "admin:index",
    "admin:login",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:jsi18n",
    "admin:app_list",
    "admin:autocomplete",
    "admin:view_on_site",
    "admin:second-factor",
    "admin:confirm",
    "admin:presence",
}


def needed(name: str) -> str:
    """The permission that an address of the desk asks for; KeyError for one without a rule."""
    if name in NAMED:
        return NAMED[name]
    if name.startswith("admin:evidence_referenceimport_"):
        return "evidence.add_report"
    app, noun, ending = name.removeprefix("admin:").split("_", 2)
    return f"{app}.{ENDINGS[ending]}_{noun}"


def address_of(name: str, world: World) -> str:
    """The address of the world's row, where the resolver's example has a made-up number or name."""
    start, noun = ADMIN[name], ([*name.split("_"), ""])[1]
    for made_up in (f"/{noun}/1/", f"/{noun}/nothing/"):
        if noun in world.rows:
            start = start.replace(made_up, f"/{noun}/{world.rows[noun].pk}/")
    return start


DESK = sorted(ADMIN.keys() - ANYBODYS)


def test_every_address_of_the_desk_has_its_rule() -> None:
    assert [needed(name) for name in DESK]
    assert ADMIN.keys() >= ANYBODYS


def all_of_it() -> Any:
    return [
        list(model._default_manager.order_by("pk").values_list())
        for model in (Study, Page, Assessment, RowChange, User, Group)
    ]


OF_STATES = {"study", "result", "assessment", "page", "arm", "riskofbias", "report", "registration", "notice"}
# A page that somebody may see answers in one of these ways; one that nobody deletes refuses all the same.
OPEN, CLOSED = {200, 302, 404, 405}, {403, 404, 405}


def fault(user: User | None, name: str, world: World, word: str, answer: Any) -> str:
    """What is wrong with an answer; empty if it is as the rules say."""
    status = answer.status_code
    if user is None:
        return "" if status == 302 and answer["Location"].startswith(reverse("admin:login")) else "let in"
    if user.has_perm(needed(name)):
        return "" if status in OPEN | ({403} if name.endswith(("_delete", "_add")) else set()) else "kept out"
    if status not in CLOSED:
        return "let in"
    return "whispers" if word in body_of(answer) else ""


@pytest.mark.parametrize("role", ROLES)
def test_nobody_passes_without_the_permission_and_everybody_with_it(
    client: Client, worlds: dict[State, World], role: str
) -> None:
    """The pages that somebody may see are the same in all states and for all roles, so a draft of each is opened."""
    user = come(client, role)
    before, faults = all_of_it(), []
    for name in DESK:
        may = user is not None and user.has_perm(needed(name))
        noun = ([*name.split("_"), ""])[1]
        for state in STATES if noun in OF_STATES and not may else [State.DRAFT]:
            world = worlds[state]
            address = address_of(name, world)
            for method in ("get",) if may else ("get", "post"):
                answer = getattr(client, method)(address)
                if wrong := fault(user, name, world, WHISPER[state], answer):
                    faults.append((method, address, answer.status_code, wrong))
    assert faults == []
    assert all_of_it() == before


@pytest.mark.parametrize("noun", ["study", "result", "assessment", "page"])
@pytest.mark.parametrize("role", ROLES)
def test_each_button_does_what_the_table_says_and_nothing_else(client: Client, noun: str, role: str) -> None:
    for state in STATES:
        for way in TRANSITIONS:
            row = make_row(noun, state)
            user = come(client, role)
            seen = row.version if noun == "page" else 0
            address = reverse(f"admin:{row._meta.app_label}_{noun}_state", args=[row.pk])
            client.post(address, {"way": way.name, "_seen": seen, "_reason": "why"})
            allowed = (
                user is not None
                and transition(state, way.after) is not None
                and user.has_perm(publishing(noun) if transition(state, way.after).publishing else changing(row))  # type: ignore[union-attr]
                and user.has_perm(publishing(noun) if way.publishing else changing(row))
            )
            row.refresh_from_db()
            assert row.state == (way.after if allowed else state), (role, state, way.name)


def publishing(noun: str) -> str:
    return "wiki.publish_page" if noun == "page" else "evidence.publish_study"


def changing(row: Any) -> str:
    return f"{row._meta.app_label}.change_{row._meta.model_name}"


def make_row(noun: str, state: State) -> Any:
    if noun == "result":
        row = make.make_result(study=make.make_study(state="published"), state=state)
        make.make_comparison(result=row)
        return row
    if noun == "page":
        page = make.make_page(state=state)
        record_version(page=page, authority=Authority.IMPORT, by=None, reason="Came.")
        return Page.objects.get(pk=page.pk)
    return getattr(make, f"make_{noun}")(state=state)


FORGED = {"state": "published", "entered_by": "1", "checked_by": "1", "version": "99", "id": "77", "created": "2001"}


@pytest.mark.parametrize("noun", ["study", "assessment"])
def test_no_field_of_a_form_sets_what_others_decide(client: Client, noun: str) -> None:
    user = make.make_user(is_superuser=True)
    client.force_login(user)
    address = reverse(f"admin:evidence_{noun}_add")
    typed: dict[str, Any] = {"slug": "trial", "title": "A trial", "design": "randomised", "blinding": "open"}
    typed |= {"status": "completed", "seller_interest": "not stated"}
    for prefix in ("reports", "registrations", "arms"):
        typed |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    if noun == "assessment":
        outcome, about = make.make_outcome(), make.make_intervention()
        typed = {"intervention": about.pk, "outcome": outcome.pk, "direction": "against", "grade": "low"}
        typed |= {"summary": "No.", "reasons": "One trial.", "reviewed_on": "2026"}
    assert client.post(address, typed | FORGED).status_code == 302
    row: Any = (Study if noun == "study" else Assessment).objects.get()
    assert (row.state, row.entered_by, row.created.year > 2001) == ("draft", user, True)
