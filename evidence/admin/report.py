"""Reports: publications, with what journals said about them later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.text import slugify

from evidence.admin.desk import CuratedAdmin, CuratedInline
from evidence.admin.forms import CuratedForm
from evidence.admin.likely_twins import LooksForTwins
from evidence.admin.look_up import LookUpAdmin, rows_for
from evidence.admin.mergeable import MergeableAdmin
from evidence.admin.searching import identifiers, reports_with
from evidence.admin.work import work_on
from evidence.models import Notice, Report

TWICE = "A report with this {} is entered already: look it up under Reports instead of entering it twice."
PRINTED = (("year", "volume", "issue", "pages"), ("published_online", "published_issue"))
# Of the files that a report came from the newest are shown, and of each record its beginning.
FILES, LONGEST_RECORD = 3, 3_000
IDENTIFIERS = (("pmid", "doi", "pmcid"), ("other_number", "address"))


class ReportForm(LooksForTwins, CuratedForm):
    slug = forms.SlugField(
        label="Citation key",
        max_length=100,
        required=False,
        help_text="First author and year, such as yousef-2013. Left empty, it is made from the two.",
    )

    class Meta:
        model = Report
        fields = ()  # the admin names them
        error_messages = {
            "pmid": {"unique": TWICE.format("PMID")},
            "doi": {"unique": TWICE.format("DOI")},
            "pmcid": {"unique": TWICE.format("PMCID")},
            "slug": {"unique": "Another report has this key: add a letter, as in yousef-2013b."},
        }
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "authors": forms.Textarea(attrs={"rows": 3, "cols": 80}),
            "seen_at": forms.Textarea(attrs={"rows": 2, "cols": 60}),
            "notes": forms.Textarea(attrs={"rows": 2, "cols": 60}),
        }

    def clean_slug(self) -> str:
        """The one typed, or the first author's family name and the year."""
        typed: str = self.cleaned_data["slug"]
        if typed:
            return typed
        authors, year = self.data.get(self.add_prefix("authors"), ""), self.data.get(self.add_prefix("year"), "")
        family = authors.strip().splitlines()[0].rpartition(" ")[0] if authors.strip() else ""
        made = slugify(f"{family} {year}") if family and year else ""
        if not made:
            raise ValidationError("Give a key such as yousef-2013, or the authors and the year to make it from.")
        return made


class NoticeInline(CuratedInline, admin.StackedInline):
    model = Notice
    extra = 0
    fields = (("kind", "date"), ("pmid", "doi"), "citation", "reason")
    verbose_name_plural = "notices: what the journal said later"

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else len(rows_for(request, self))


class ReportInline(CuratedInline, admin.StackedInline):
    """The reports of a study, on its page."""

    model = Report
    form = ReportForm
    can_delete = False
    show_change_link = True
    verbose_name_plural = "reports: each publication of this study"
    fieldsets = (
        (None, {"fields": (*IDENTIFIERS, "authors", "title", "journal", *PRINTED, ("kind", "main"))}),
        (
            "Key, and where it was seen",
            {"classes": ("collapse",), "fields": ("slug", ("seen", "exhausted"), "seen_at", "notes")},
        ),
    )

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj and obj.reports.exists() else 1


@admin.register(Report)
class ReportAdmin(LookUpAdmin, MergeableAdmin):
    change_form_template = "admin/evidence/report/change_form.html"
    form = ReportForm
    list_display = ("slug", "citation", "study", "pmid", "doi", "seen", "exhausted")
    list_filter = ("kind", "seen", "exhausted", ("study", admin.EmptyFieldListFilter), work_on(Report))
    list_select_related = ("study",)
    search_fields = ("slug", "title", "authors")
    search_help_text = "Words of the title, an author, or an identifier in any form: PMID, DOI, PMCID or an address."
    ordering = ("slug",)
    sortable_by = ("slug",)
    autocomplete_fields = ("study",)
    inlines = (NoticeInline,)
    fieldsets = (
        (
            None,
            {
                "description": "One publication. Start with an identifier: paste it in any form. Everything else is "
                "on the first page of the paper, or in its PubMed record.",
                "fields": (*IDENTIFIERS, "authors", "title", "journal", *PRINTED),
            },
        ),
        (
            "What it is a report of",
            {
                "description": "A protocol, an abstract and an article of one trial belong to one study. Leave the "
                "study empty until you know it.",
                "fields": ("study", ("kind", "main"), "slug"),
            },
        ),
        (
            "Where it was seen",
            {
                "description": "What you had before you when you entered this.",
                "fields": (("seen", "exhausted"), "seen_at", "notes", "as_files_had_it"),
            },
        ),
    )
    readonly_fields = ("as_files_had_it",)

    @admin.display(description="authors and journal")
    def citation(self, report: Report) -> str:
        authors = report.author_list
        first = f"{authors[0]} et al." if len(authors) > 1 else "".join(authors)
        return ", ".join(str(part) for part in (first, report.journal, report.year) if part)

    @admin.display(description="as files had it", empty_value="Not from a file.")
    def as_files_had_it(self, report: Report) -> str | None:
        """The newest records of files that it came from, in their own words."""
        if report.pk is None:
            return None
        rows = report.imported_from.select_related("source").order_by("-pk")[:FILES]
        records = [(row.number, row.source.file_name, row.text[:LONGEST_RECORD]) for row in rows]
        line = '<details><summary>Record {} of {}</summary><pre class="source">{}</pre></details>'
        return format_html_join("", line, records) or None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Report], search_term: str
    ) -> tuple[QuerySet[Report], bool]:
        found = queryset.filter(reports_with(identifiers(search_term)))
        return (found, False) if found.exists() else super().get_search_results(request, queryset, search_term)


@admin.register(Notice)
class NoticeAdmin(CuratedAdmin):
    list_display = ("report", "kind", "date", "citation")
    list_filter = ("kind", work_on(Notice))
    list_select_related = ("report",)
    search_fields = ("report__slug", "citation")
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("report",)
    fields = ("report", "kind", "date", "pmid", "doi", "citation", "reason")
