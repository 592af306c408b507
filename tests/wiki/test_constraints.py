"""What the wiki's tables refuse: told by the form in its sentence, and refused behind the form's back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from tests import factories as make
from wiki.models import Lane, Mention, Page, Rights

pytestmark = pytest.mark.django_db
STATES = "state: expected one of draft, in review, published, withdrawn."
LANES = f"lane: expected one of {', '.join(Lane.values)}."
REPORT = "report: a linked mention needs one, and no other has one."
REASON = "reason: say why it is linked or set aside."
WORDS = "words: a sentence marked by hand needs its words."
SCHEME = "identifier: expected one together with its scheme."
ADDRESS = "original address: expected one that begins with https:// or http://."
PATH = "path: expected words, without a slash at its ends."
LEVEL = "level: expected 2 to 6."
LINK = "path: a link to a page has one, and no other has."
HELD = "file: what we hold has its SHA-256 and its size."
RULE = "rule: a tag by rule names it, and no other does."
REFUSED: list[tuple[str, Callable[..., Any], dict[str, Any], str]] = [
    ("wiki_page_state", make.make_page, {"state": "gone"}, STATES),
    ("wiki_page_lane", make.make_page, {"lane": "shop"}, LANES),
    ("wiki_page_suggested_lane", make.make_page, {"suggested_lane": "shop"}, f"suggested {LANES}"),
    ("wiki_page_has_a_title", make.make_page, {"title": ""}, "title: a page needs one."),
    ("wiki_page_source_url_is_web", make.make_page, {"source_url": "javascript:alert(1)"}, ADDRESS),
    ("wiki_page_source_url_is_web", make.make_page, {"source_url": "//example.org"}, ADDRESS),
    ("wiki_section_lane", make.make_section, {"lane": "shop"}, LANES),
    ("wiki_section_suggested_lane", make.make_section, {"suggested_lane": "shop"}, f"suggested {LANES}"),
    ("wiki_section_level", make.make_section, {"level": 1}, LEVEL),
    ("wiki_section_level", make.make_section, {"level": 7}, LEVEL),
    ("wiki_section_anchor_prefix", make.make_section, {"anchor": "x"}, "anchor: expected one that begins with h-."),
    (
        "wiki_mention_state",
        make.make_mention,
        {"state": "lost", "reason": "x"},
        "state: expected one of open, linked, set aside.",
    ),
    ("wiki_mention_linked_to_a_report", make.make_mention, {"state": "linked", "reason": "same"}, REPORT),
    ("wiki_mention_linked_to_a_report", make.make_mention, {"state": "open", "report": make.make_report}, REPORT),
    (
        "wiki_mention_linked_to_a_report",
        make.make_mention,
        {"state": "set aside", "reason": "no study", "report": make.make_report},
        REPORT,
    ),
    ("wiki_mention_has_a_reason", make.make_mention, {"state": "set aside"}, REASON),
    ("wiki_mention_has_a_reason", make.make_mention, {"state": "linked", "report": make.make_report}, REASON),
    ("wiki_mention_scheme_with_identifier", make.make_mention, {"scheme": "", "marked_by_hand": True}, SCHEME),
    ("wiki_mention_scheme_with_identifier", make.make_mention, {"identifier": "", "marked_by_hand": True}, SCHEME),
    ("wiki_mention_says_what", make.make_mention, {"scheme": "", "identifier": ""}, WORDS),
    ("wiki_mention_says_what", make.make_mention, {"marked_by_hand": True, "words": ""}, WORDS),
    ("wiki_otheridentifier_is_one", make.make_other_identifier, {"scheme": "url"}, SCHEME),
    ("wiki_otheridentifier_is_one", make.make_other_identifier, {"identifier": ""}, SCHEME),
    ("wiki_alias_path_is_normal", make.make_alias, {"path": ""}, PATH),
    ("wiki_alias_path_is_normal", make.make_alias, {"path": "/Back Pain"}, PATH),
    ("wiki_alias_path_is_normal", make.make_alias, {"path": "Back Pain/"}, PATH),
    ("wiki_version_state", make.make_version, {"state": "gone"}, STATES),
    (
        "wiki_version_authority",
        make.make_version,
        {"authority": "chance"},
        "authority: expected one of the import, the curation file, a curator.",
    ),
    ("wiki_version_number_from_one", make.make_version, {"number": 0}, "number: expected 1 or more."),
    (
        "wiki_version_has_a_reason",
        make.make_version,
        {"reason": ""},
        "why: say in a sentence why this was changed.",
    ),
    (
        "wiki_link_kind",
        make.make_link,
        {"kind": "void"},
        "kind: expected one of to a page of this wiki, to a file, to another site.",
    ),
    ("wiki_link_path_of_a_page", make.make_link, {"kind": "page"}, LINK),
    ("wiki_link_path_of_a_page", make.make_link, {"path": "posts/x"}, LINK),
    ("wiki_link_path_of_a_page", make.make_link, {"target": make.make_page}, LINK),
    (
        "wiki_linkcheck_answer",
        make.make_link_check,
        {"answer": "x"},
        "answer: expected one of answers, has moved, is gone, does not answer, is not asked.",
    ),
    ("wiki_attachment_kind", make.make_attachment, {"kind": "film"}, "kind: expected one of picture, file."),
    (
        "wiki_attachment_presence",
        make.make_attachment,
        {"presence": "x"},
        "presence: expected one of not looked at yet, present, missing, only a placeholder.",
    ),
    (
        "wiki_attachment_rights",
        make.make_attachment,
        {"rights": "x"},
        f"rights: expected one of {', '.join(Rights.labels)}.",
    ),
    ("wiki_attachment_held_with_sum", make.make_attachment, {"held": "a.pdf"}, HELD),
    ("wiki_attachment_held_with_sum", make.make_attachment, {"held": "a.pdf", "sha256": "0" * 64}, HELD),
    ("wiki_attachment_held_with_sum", make.make_attachment, {"sha256": "0" * 64}, HELD),
    ("wiki_attachment_held_with_sum", make.make_attachment, {"size": 1}, HELD),
    (
        "wiki_taggedpage_origin",
        make.make_tagged_page,
        {"origin": "x"},
        "origin: expected one of the page's front matter, a curator, a rule.",
    ),
    ("wiki_taggedpage_rule", make.make_tagged_page, {"origin": "rule"}, RULE),
    ("wiki_taggedpage_rule", make.make_tagged_page, {"rule": make.make_tag_rule}, RULE),
    ("wiki_tagrule_has_words", make.make_tag_rule, {"words": ""}, "words: expected at least one."),
    (
        "wiki_tagchange_undone_by_somebody",
        make.make_tag_change,
        {"undone_by": make.make_user},
        "undone by: only what was undone was undone by somebody.",
    ),
]


@pytest.mark.parametrize(("name", "factory", "values", "sentence"), REFUSED)
def test_what_a_check_refuses_is_told_and_not_kept(
    name: str, factory: Callable[..., Any], values: dict[str, Any], sentence: str
) -> None:
    row = factory()
    for field, value in values.items():
        setattr(row, field, value() if callable(value) else value)

    constraint = next(one for one in row._meta.constraints if one.name == name)
    with pytest.raises(ValidationError) as caught:
        constraint.validate(type(row), row)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save_base()  # a version's own save refuses before the database can

    assert caught.value.messages == [sentence]
    assert name in str(refused.value)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"state": "linked", "report": make.make_report, "reason": "the same PMID"},
        {"state": "set aside", "reason": "a page about it, no study"},
        {"scheme": "", "identifier": "", "marked_by_hand": True},
    ],
)
def test_every_honest_mention_is_kept(values: dict[str, Any]) -> None:
    values = {field: value() if callable(value) else value for field, value in values.items()}

    mention = make.make_mention(**values)

    assert Mention.objects.filter(pk=mention.pk, **values).exists()


def test_a_page_may_be_in_no_lane_yet() -> None:
    assert Page.objects.get(pk=make.make_page(lane="").pk).in_lane is None


def twins() -> dict[str, Callable[[], models.Model]]:
    """Makers of a row that the named constraint refuses, since another is there."""
    make.make_category(name="Back pain")
    section, alias = make.make_section(), make.make_alias()
    mention, tagged = make.make_mention(position=1), make.make_tagged_page()
    page = make.make_page(tiki_page_id=5963)
    version, text, link = make.make_version(), make.make_source_text(), make.make_link()
    use, untagged = make.make_attachment_use(), make.make_untagged()
    other = make.make_other_identifier()
    make.make_tag_alias(name="Back ache")
    return {
        "wiki_category_name_any_case": lambda: make.make_category(name="BACK pain"),
        "wiki_section_anchor_once_a_page": lambda: make.make_section(page=section.page, anchor=section.anchor),
        "wiki_mention_position_once_a_page": lambda: make.make_mention(page=mention.page, position=1),
        "wiki_taggedpage_once": lambda: make.make_tagged_page(tag=tagged.tag, content_object=tagged.content_object),
        "slug": lambda: make.make_page(slug=page.slug),
        "tiki_page_id": lambda: make.make_page(tiki_page_id=5963),
        "path": lambda: make.make_alias(path=alias.path),
        "wiki_version_number_once_a_page": lambda: make.make_version(text=version.text, number=version.number),
        "wiki_sourcetext_once_a_page": lambda: make.make_source_text(page=text.page, checksum=text.checksum),
        "wiki_link_position_once_a_page": lambda: make.make_link(page=link.page, position=link.position),
        "wiki_attachmentuse_once_a_page": lambda: make.make_attachment_use(page=use.page, attachment=use.attachment),
        "wiki_otheridentifier_once_a_mention": lambda: make.make_other_identifier(
            mention=other.mention, scheme=other.scheme, identifier=other.identifier
        ),
        "wiki_untagged_once": lambda: make.make_untagged(page=untagged.page, tag=untagged.tag),
        "wiki_tagalias_name_any_case": lambda: make.make_tag_alias(name="back ACHE"),
    }


@pytest.mark.parametrize(
    "name",
    [
        "wiki_category_name_any_case",
        "wiki_section_anchor_once_a_page",
        "wiki_mention_position_once_a_page",
        "wiki_taggedpage_once",
        "slug",
        "tiki_page_id",
        "path",
        "wiki_version_number_once_a_page",
        "wiki_sourcetext_once_a_page",
        "wiki_link_position_once_a_page",
        "wiki_attachmentuse_once_a_page",
        "wiki_otheridentifier_once_a_mention",
        "wiki_untagged_once",
        "wiki_tagalias_name_any_case",
    ],
)
def test_what_is_unique_is_there_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    twin = twins()[name]
    with pytest.raises(ValidationError):
        twin()

    monkeypatch.setattr(models.Model, "full_clean", lambda row: None)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin()


def test_no_constraint_is_left_untested() -> None:
    tested = {name for name, *_ in REFUSED} | {name for name in twins() if name.startswith("wiki_")}

    assert tested == {one.name for model in apps.get_app_config("wiki").get_models() for one in model._meta.constraints}


def test_deleting_a_report_that_a_page_mentions_is_refused() -> None:
    report = make.make_report()
    make.make_mention(state="linked", report=report, reason="the same PMID")

    with pytest.raises(models.ProtectedError):
        report.delete()
