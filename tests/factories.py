"""One plain function a model: a valid row with the values given, the rest filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from taggit.models import Tag

from evidence.grading import RULES_1
from evidence.models import (
    Act,
    Arm,
    ArmValue,
    Assessment,
    Basis,
    Better,
    BiasDomain,
    BiasOpinion,
    BiasTool,
    CertaintyRules,
    Change,
    Comment,
    Comparator,
    Comparison,
    Conclusion,
    Condition,
    Design,
    Domain,
    Door,
    Extraction,
    Finding,
    Grade,
    ImportedReference,
    Instrument,
    Intervention,
    InterventionKind,
    Judgement,
    LookedUp,
    NotDuplicate,
    Notice,
    NoticeKind,
    Outcome,
    OverallRule,
    PossibleDuplicate,
    Presence,
    ReferenceImport,
    RegimenStep,
    Registration,
    Report,
    Result,
    ResultKind,
    RiskOfBias,
    Role,
    RowChange,
    SearchLog,
    Settlement,
    Sheet,
    Study,
    Synonym,
    Verdict,
)
from wiki.models import (
    Alias,
    Answer,
    Attachment,
    AttachmentKind,
    AttachmentUse,
    Authority,
    Category,
    Leads,
    Link,
    LinkCheck,
    LossPart,
    Mention,
    OtherIdentifier,
    Page,
    PageLoss,
    Refusal,
    Section,
    SourceText,
    TagAlias,
    TagChange,
    TaggedPage,
    TagKey,
    TagRule,
    Untagged,
    Version,
)
from wiki.reading.page_file import LossKind, SourceFormat

Row = TypeVar("Row", bound=models.Model)
numbers = count(1)


def made(row: Row) -> Row:
    """Saved, once it has passed everything that the forms check."""
    row.full_clean()
    row.save()
    return row


def make_user(*, can: str = "", **overrides: Any) -> User:
    """A member of staff who may do what `can` names: `add_study change_study`, or `*` for all of the evidence.

    Without a password, since making one takes a second on purpose; `client.force_login` needs none.
    """
    user = User(**{"username": f"user-{next(numbers)}", "is_staff": True} | overrides)
    user.password = make_password(overrides.get("password"))
    user.save()
    allowed = Permission.objects.filter(content_type__app_label="evidence")
    user.user_permissions.set(allowed if can == "*" else allowed.filter(codename__in=can.split()))
    return user


def make_member(group: str, **overrides: Any) -> User:
    """Of a group that a migration made, with nothing remembered of what the user may do."""
    user = make_user(**overrides)
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


def make_intervention(**overrides: Any) -> Intervention:
    name = f"intervention {next(numbers)}"
    values = {"name": name, "slug": name.replace(" ", "-"), "kind": InterventionKind.SUBSTANCE}
    return made(Intervention(**values | overrides))


def make_synonym(**overrides: Any) -> Synonym:
    values = {"name": f"synonym {next(numbers)}"}
    return made(Synonym(**values | _with("intervention", make_intervention, overrides)))


def make_condition(**overrides: Any) -> Condition:
    name = f"condition {next(numbers)}"
    return made(Condition(**{"name": name, "slug": name.replace(" ", "-")} | overrides))


def make_outcome(**overrides: Any) -> Outcome:
    name = f"outcome {next(numbers)}"
    values = {"name": name, "slug": name.replace(" ", "-"), "domain": Domain.PAIN, "better": Better.LOWER}
    return made(Outcome(**values | overrides))


def make_instrument(**overrides: Any) -> Instrument:
    number = next(numbers)
    values = {
        "name": f"numerical rating scale {number}, 0 to 10",
        "short_name": "NRS 0–10",
        "slug": f"nrs-{number}",
        "unit": "points",
        "minimum": 0,
        "maximum": 10,
        "better": Better.LOWER,
    }
    return made(Instrument(**values | overrides))


def make_study(*, conditions: Any = (), interventions: Any = (), **overrides: Any) -> Study:
    number = next(numbers)
    values = {"slug": f"study-{number}", "title": f"A trial, number {number}", "design": Design.RCT}
    study = made(Study(**values | overrides))
    study.conditions.set(conditions)
    study.interventions.set(interventions)
    return study


def make_report(**overrides: Any) -> Report:
    values = {"slug": f"report-{next(numbers)}"}
    return made(Report(**values | _with("study", make_study, overrides)))


def make_looked_up(**overrides: Any) -> LookedUp:
    about = {} if {"report", "registration"} & overrides.keys() else {"report": make_report()}
    return made(LookedUp(**{"at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC)} | about | overrides))


def make_notice(**overrides: Any) -> Notice:
    return made(Notice(**{"kind": NoticeKind.ERRATUM} | _with("report", make_report, overrides)))


def make_registration(**overrides: Any) -> Registration:
    values = {"number": f"NCT{next(numbers):08}"}
    return made(Registration(**values | _with("study", make_study, overrides)))


def make_arm(**overrides: Any) -> Arm:
    name = f"arm {next(numbers)}"
    values = {"name": name, "slug": name.replace(" ", "-"), "role": Role.EXPERIMENTAL}
    return made(Arm(**values | _with("study", make_study, overrides)))


def make_regimen_step(**overrides: Any) -> RegimenStep:
    return made(RegimenStep(**_with("arm", make_arm, _with("intervention", make_intervention, overrides))))


def make_result(**overrides: Any) -> Result:
    """Its report is one of its study, unless another is given."""
    values = _with("outcome", make_outcome, _with("study", make_study, overrides))
    number = next(numbers)
    values = {
        "slug": f"result-{number}",
        "kind": ResultKind.FINAL,
        "place": "Table 2",
        "basis": Basis.FULL_TEXT,
    } | values
    if "report" not in values:
        values["report"] = make_report(study=values["study"])
    return made(Result(**values))


def make_arm_value(**overrides: Any) -> ArmValue:
    values = _with("result", make_result, overrides)
    if "arm" not in values:
        values["arm"] = make_arm(study=values["result"].study)
    return made(ArmValue(**values))


def make_comparison(**overrides: Any) -> Comparison:
    values = {"slug": f"comparison-{next(numbers)}", "comparator": Comparator.PLACEBO}
    return made(Comparison(**values | _with("result", make_result, overrides)))


def make_bias_tool(**overrides: Any) -> BiasTool:
    values = {
        "name": f"tool {next(numbers)}",
        "version": "2019",
        "suits": "randomised, crossover, factorial, smart",
        "judgements": "low, some concerns, high",
        "overall_rule": OverallRule.SEVERAL,
        "address": "https://www.riskofbias.info/welcome/rob-2-0-tool",
    }
    return made(BiasTool(**values | overrides))


def the_tool() -> BiasTool:
    """RoB 2, the same for all rows that do not ask for another."""
    return BiasTool.objects.filter(name="RoB 2").first() or make_bias_tool(name="RoB 2")


def make_bias_domain(**overrides: Any) -> BiasDomain:
    number = next(numbers)
    values = {"code": f"D{number}", "name": f"domain {number}", "order": number}
    return made(BiasDomain(**values | _with("tool", the_tool, overrides)))


def make_bias_opinion(**overrides: Any) -> BiasOpinion:
    values = {"judgement": Judgement.LOW, "reason": "By computer.", "quote": "computer-generated sequence"}
    given = _with("by", make_user, _with("domain", make_bias_domain, _with("study", make_study, overrides)))
    return made(BiasOpinion(**values | given))


def make_risk_of_bias(**overrides: Any) -> RiskOfBias:
    values = {
        "judgement": Judgement.LOW,
        "reason": "The sequence came from a computer.",
        "quote": "computer-generated sequence",
    }
    return made(RiskOfBias(**values | _with("domain", make_bias_domain, _with("study", make_study, overrides))))


def make_change(**overrides: Any) -> Change:
    """A link at the end of no chain: for a real one, change something inside `recording`."""
    values = {"at": datetime(2026, 3, 24, tzinfo=UTC), "door": Door.DESK, "act": Act.EDITED, "rows": 1, "checksum": "0"}
    return made(Change(**values | overrides))


def make_row_change(**overrides: Any) -> RowChange:
    number = next(numbers)
    values = {
        "model": "evidence.study",
        "row": number,
        "root_model": "evidence.study",
        "root": number,
        "after": {"id": 1},
    }
    return made(RowChange(**values | _with("change", make_change, overrides)))


def make_extraction(**overrides: Any) -> Extraction:
    return made(Extraction(**_with("study", make_study, {"by": make_user()} | overrides)))


def make_settlement(**overrides: Any) -> Settlement:
    values = {"name": f"figure-{next(numbers)}", "value": "4.7", "reason": "Table 2.", "by": make_user()}
    return made(Settlement(**values | _with("extraction", make_extraction, overrides)))


def make_sheet(**overrides: Any) -> Sheet:
    data = b"study_id,version\r\n"
    values = {"kind": "evidence.study", "file_name": "mended.csv", "sha256": "0", "data": data, "by": make_user()}
    return made(Sheet(**values | overrides))


def make_presence(**overrides: Any) -> Presence:
    at = datetime(2026, 3, 24, 14, 3, tzinfo=UTC)
    values = {"model": "evidence.study", "row": next(numbers), "opened": at, "seen": at}
    return made(Presence(**values | _with("who", make_user, overrides)))


def make_finding(**overrides: Any) -> Finding:
    values = {"place": 0, "standing": "one study", "side": "not known", "trials": 1, "people": 80, "line": {"k": 1}}
    return made(Finding(**values | _with("outcome", make_outcome, _with("intervention", make_intervention, overrides))))


def make_assessment(**overrides: Any) -> Assessment:
    values = {
        "direction": Conclusion.NO_DIFFERENCE,
        "grade": Grade.LOW,
        "summary": "No clear difference from placebo.",
        "reasons": "Two small trials.",
        "reviewed_on": "2026-03",
    }
    return made(
        Assessment(**values | _with("outcome", make_outcome, _with("intervention", make_intervention, overrides)))
    )


def make_certainty_rules(**overrides: Any) -> CertaintyRules:
    values = {"version": f"1.{next(numbers)}", "notes": "The first.", "thresholds": RULES_1.values}
    return made(CertaintyRules(**values | overrides))


def make_comment(**overrides: Any) -> Comment:
    values = {"model": "evidence.study", "row": next(numbers), "text": "Table 2 says 5.1."}
    return made(Comment(**values | _with("by", make_user, overrides)))


def make_reference_import(**overrides: Any) -> ReferenceImport:
    values = {"file_name": f"search-{next(numbers)}.ris", "sha256": "0" * 64, "bytes": 1, "format": "ris"}
    return made(ReferenceImport(**{"at": datetime(2026, 3, 24, tzinfo=UTC)} | values | overrides))


def make_imported_reference(**overrides: Any) -> ImportedReference:
    number = next(numbers)
    values = {"number": number, "line": number, "text": "TY  - JOUR", "digest": str(number), "verdict": Verdict.NEW}
    return made(ImportedReference(**values | _with("source", make_reference_import, overrides)))


def make_possible_duplicate(**overrides: Any) -> PossibleDuplicate:
    """Of two numbers that need be no row's."""
    number = next(numbers)
    return made(PossibleDuplicate(**{"model": "evidence.report", "lower": number, "higher": number + 1} | overrides))


def make_not_duplicate(**overrides: Any) -> NotDuplicate:
    number = next(numbers)
    values = {"model": "evidence.report", "lower": number, "higher": number + 1, "reason": "Part I and part II."}
    return made(NotDuplicate(**values | overrides))


def make_search_log(**overrides: Any) -> SearchLog:
    values = {"date": "2024-03-01", "who": "a librarian", "where": f"PubMed, search {next(numbers)}"}
    return made(SearchLog(**values | _with("intervention", make_intervention, overrides)))


def make_category(**overrides: Any) -> Category:
    name = f"category {next(numbers)}"
    return made(Category(**{"name": name, "slug": name.replace(" ", "-")} | overrides))


def make_page(**overrides: Any) -> Page:
    """A row alone, with no section: for a page as readers see it, import one."""
    number = next(numbers)
    values = {
        "slug": f"page-{number}",
        "title": f"Page {number}",
        "source_format": SourceFormat.HUGO,
        "checksum": f"{number:064}",
        "renderer": "1",
    }
    return made(Page(**values | overrides))


def make_section(**overrides: Any) -> Section:
    number = next(numbers)
    values = {"anchor": f"h-section-{number}", "order": number, "level": 2, "heading": f"Section {number}"}
    return made(Section(**values | _with("page", make_page, overrides)))


def make_mention(**overrides: Any) -> Mention:
    """One with an identifier, still open."""
    number = next(numbers)
    values = {"scheme": "pmid", "identifier": str(number), "words": f"PMID {number}"}
    return made(Mention(**values | _with("page", make_page, overrides)))


def make_other_identifier(**overrides: Any) -> OtherIdentifier:
    values = {"scheme": "doi", "identifier": f"10.1000/{next(numbers)}"}
    return made(OtherIdentifier(**values | _with("mention", make_mention, overrides)))


def make_alias(**overrides: Any) -> Alias:
    return made(Alias(**{"path": f"Old address {next(numbers)}"} | _with("page", make_page, overrides)))


def make_tag() -> Tag:
    return Tag.objects.create(name=f"tag {next(numbers)}")


def make_tag_key(**overrides: Any) -> TagKey:
    return made(TagKey(**{"key": f"key {next(numbers)}"} | _with("tag", make_tag, overrides)))


def make_tagged_page(**overrides: Any) -> TaggedPage:
    return made(TaggedPage(**_with("tag", make_tag, _with("content_object", make_page, overrides))))


def make_untagged(**overrides: Any) -> Untagged:
    return made(Untagged(**_with("tag", make_tag, _with("page", make_page, overrides))))


def make_tag_rule(**overrides: Any) -> TagRule:
    values = {"words": "magnesium", "reason": "A page with this word in its title is about it."}
    return made(TagRule(**values | _with("tag", make_tag, overrides)))


def make_tag_alias(**overrides: Any) -> TagAlias:
    number = next(numbers)
    values = {"name": f"Old name {number}", "slug": f"old-name-{number}"}
    return made(TagAlias(**values | _with("tag", make_tag, overrides)))


def make_tag_change(**overrides: Any) -> TagChange:
    return made(TagChange(**{"sentence": "Added “pain” to 3 pages.", "pages": 3} | overrides))


def make_source_text(**overrides: Any) -> SourceText:
    values = {"checksum": f"{next(numbers):064}", "body": "Words.\n"}
    return made(SourceText(**values | _with("page", make_page, overrides)))


def make_version(**overrides: Any) -> Version:
    text = overrides.pop("text", None) or make_source_text()
    values = {"page": text.page, "text": text, "number": next(numbers), "reason": "Imported.", "state": "published"}
    return made(Version(**values | {"authority": Authority.IMPORT} | overrides))


def make_page_loss(**overrides: Any) -> PageLoss:
    values = {"part": LossPart.TEXT, "kind": LossKind.TAG, "line": 9, "sentence": "1 × <form> left out."}
    return made(PageLoss(**values | _with("page", make_page, overrides)))


def make_refusal(**overrides: Any) -> Refusal:
    values = {"file": f"posts/{next(numbers)}.md", "line": 1, "sentence": "expected front matter; found none."}
    return made(Refusal(**values | overrides))


def make_link(**overrides: Any) -> Link:
    number = next(numbers)
    values = {"position": number, "kind": Leads.TO_WEB, "address": f"https://example.org/{number}", "words": "there"}
    return made(Link(**values | _with("page", make_page, overrides)))


def make_link_check(**overrides: Any) -> LinkCheck:
    values = {"address": f"https://example.org/{next(numbers)}", "answer": Answer.ALIVE, "status": 200}
    return made(LinkCheck(**values | {"checked": datetime(2026, 3, 1, tzinfo=UTC)} | overrides))


def make_attachment(**overrides: Any) -> Attachment:
    values = {"address": f"https://example.org/{next(numbers)}.pdf", "kind": AttachmentKind.FILE}
    return made(Attachment(**values | overrides))


def make_attachment_use(**overrides: Any) -> AttachmentUse:
    return made(AttachmentUse(**_with("attachment", make_attachment, _with("page", make_page, overrides))))


def _with(name: str, make: Any, values: dict[str, Any]) -> dict[str, Any]:
    """`values` with a fresh row under `name`, unless one is given, be it None."""
    return values if name in values else {name: make()} | values
