"""Reports, studies and registrations at the desk, with the mentions that point at them.

The evidence does not know the wiki, so its forms are taken here and registered again with what the wiki adds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evidence.admin.activity import ChangeAdmin
from evidence.admin.reference_import import ReferenceImportAdmin
from evidence.admin.registration import RegistrationAdmin, RegistrationInline
from evidence.admin.report import ReportAdmin, ReportInline
from evidence.admin.study import StudyAdmin
from evidence.identifiers import Identifier
from evidence.models import Change, ReferenceImport, Registration, Report, Study
from evidence.models.kept import label_of
from wiki.actions.mention_queue import Tied, identifiers_told, link_mentions_of
from wiki.actions.ties import link_mentions
from wiki.admin.counting import count
from wiki.models import Mention, MentionState, Page
from wiki.summaries.mentioned_on import MentionedOn, mentioned_on

Done = TypeVar("Done")


class Tying(admin.ModelAdmin):
    """Ties the mentions of what is saved, in the transaction that saves it, and tells the curator."""

    def led(self, rows: Sequence[Any]) -> set[Identifier]:
        """The identifiers that lead to these rows, as the database has them now."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # Asked before the row is written: what loses its identifier must be let go.
        form.led_before = self.led([obj.pk]) if change else set()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._tie(request, form.led_before | self.led([form.instance.pk]))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        before = self.led([obj.pk])
        super().delete_model(request, obj)
        self._tie(request, before)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        before = self.led(list(queryset.values_list("pk", flat=True)))
        super().delete_queryset(request, queryset)
        self._tie(request, before)

    def putting_back(self, request: HttpRequest, root: Any, act: Callable[[], Done]) -> Done:
        """A version that is restored can have other identifiers than the newest had."""
        before = self.led([root.pk])
        done = act()
        self._tie(request, before | self.led([root.pk]))
        return done

    def _tie(self, request: HttpRequest, identifiers: set[Identifier]) -> None:
        onward = '{} <a href="{}">To the queue of mentions</a>' if request.user.has_perm("wiki.view_mention") else "{}"
        for sentence in told(link_mentions_of(identifiers=identifiers)):
            self.message_user(
                request, format_html(onward, sentence, reverse("admin:wiki_mention_queue")), messages.SUCCESS
            )


class Mentioned(Tying):
    """Shows on which pages it is mentioned, to those who may look at mentions."""

    def after_deciding(self, request: HttpRequest, rows: list[Any]) -> None:
        """A citation whose identifiers led to two reports waits no longer once they are one."""
        self._tie(request, self.led([row.pk for row in rows]))

    def where(self, obj: Any) -> MentionedOn:
        raise NotImplementedError

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_fieldsets(request, obj)
        shown = obj is not None and request.user.has_perm("wiki.view_mention")
        return [*own, ("On source pages", {"fields": ("mentioned",)})] if shown else own

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "mentioned")

    @admin.display(description="mentioned on")
    def mentioned(self, obj: Any) -> str | SafeString:
        found = self.where(obj)
        if not found.pages:
            return "no page yet"
        links = format_html_join(", ", '<a href="{}">{}</a>', ((desk_address(one), one.title) for one in found.first))
        more = f" and {found.more:,} more" if found.more else ""
        return format_html("{}: {}{}", f"{count(found.pages, 'page')}, {count(found.mentions, 'time')}", links, more)


admin.site.unregister([Report, Study, Registration, Change, ReferenceImport])


@admin.register(Report)
class MentionedReportAdmin(Mentioned, ReportAdmin):
    def led(self, rows: Sequence[Any]) -> set[Identifier]:
        return identifiers_told(reports=rows)

    def where(self, obj: Report) -> MentionedOn:
        return mentioned_on(report=obj.pk)


@admin.register(Study)
class MentionedStudyAdmin(Mentioned, StudyAdmin):
    def led(self, rows: Sequence[Any]) -> set[Identifier]:
        return identifiers_told(studies=rows)

    def where(self, obj: Study) -> MentionedOn:
        return mentioned_on(study=obj.pk)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """`?number=NCT05396014` fills in the first registration of a new study, `?title=` also that of its report."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is not None or request.method != "GET":
            return kwargs
        if isinstance(inline, RegistrationInline) and "number" in request.GET:
            kwargs["initial"] = [{"number": request.GET["number"]}]
        if isinstance(inline, ReportInline) and "initial" in kwargs and "title" in request.GET:
            kwargs["initial"] = [kwargs["initial"][0] | {"title": request.GET["title"]}]
        return kwargs


@admin.register(Registration)
class MentionedRegistrationAdmin(Tying, RegistrationAdmin):
    def led(self, rows: Sequence[Any]) -> set[Identifier]:
        return identifiers_told(studies=Registration.objects.filter(pk__in=rows).values_list("study", flat=True))


@admin.register(Change)
class TyingChangeAdmin(ChangeAdmin):
    """Ties the mentions of what an undone change puts back."""

    def putting_back(self, request: HttpRequest, change: Change, act: Callable[[], Done]) -> Done:
        before = self._led(change)
        done = act()
        for sentence in told(link_mentions_of(identifiers=before | self._led(change))):
            self.message_user(request, sentence, messages.SUCCESS)
        return done

    def _led(self, change: Change) -> set[Identifier]:
        rows = change.row_changes.order_by()
        reports = rows.filter(model=label_of(Report)).values_list("row", flat=True)
        studies = rows.filter(root_model=label_of(Study)).values_list("root", flat=True).distinct()
        return identifiers_told(reports=list(reports), studies=list(studies))


@admin.register(ReferenceImport)
class TyingReferenceImportAdmin(ReferenceImportAdmin):
    """Ties the mentions of the thousands of reports that an import can bring, or loosens those that it takes away."""

    def changing(self, request: HttpRequest, act: Callable[[], Done], undone: ReferenceImport | None = None) -> Done:
        with transaction.atomic():
            if undone:
                # What the rule tied does not keep an import from being undone; what a person decided does.
                tied = Mention.objects.undecided().filter(marked_by_hand=False, report__imported_from__source=undone)
                tied.update(report=None, reason="", state=MentionState.OPEN)
            done = act()
        if changed := link_mentions():
            which = "1 mention was" if changed == 1 else f"{changed:,} mentions were"
            self.message_user(request, f"{which} tied or loosened on source pages.", messages.SUCCESS)
        return done


def told(tied: Tied) -> list[str]:
    """What became of the mentions, a sentence each; nothing where nothing did."""
    said = []
    if tied.linked == 1:
        said.append("1 mention on 1 page points at it and is linked now.")
    elif tied.linked:
        said.append(f"{tied.linked:,} mentions on {count(tied.pages, 'page')} point at it and are linked now.")
    if tied.loosened:
        which = "1 mention is" if tied.loosened == 1 else f"{tied.loosened:,} mentions are"
        said.append(f"{which} not linked any more, and back in the queue: the identifier does not lead there now.")
    return said


def desk_address(page: Page) -> str:
    return reverse("admin:wiki_page_change", args=[page.pk])
