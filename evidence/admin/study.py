"""Studies: the first page of an entry, and the way to the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evidence.actions.copying import copy_study
from evidence.actions.locking import locked_by
from evidence.actions.refused import RefusedError
from evidence.admin.arm import ArmInline
from evidence.admin.deciding import DecidedAdmin
from evidence.admin.desk import curator, only_readable
from evidence.admin.entry.apart import apart
from evidence.admin.entry.arms import arms
from evidence.admin.entry.bias import bias
from evidence.admin.entry.overview import entry
from evidence.admin.entry.results import results
from evidence.admin.entry.returning import return_rows
from evidence.admin.entry.steps import places
from evidence.admin.forms import CuratedForm
from evidence.admin.kept_forms import bring_back
from evidence.admin.look_up import LookUpAdmin, save_notices
from evidence.admin.mergeable import MergeableAdmin
from evidence.admin.opening import look
from evidence.admin.registration import RegistrationInline
from evidence.admin.report import ReportInline
from evidence.admin.searching import identifiers, registrations_with, reports_with
from evidence.admin.work import work_on
from evidence.models import Registration, Report, Result, Study
from evidence.summaries.independence import independence_of

Page = Callable[[HttpRequest, Study], HttpResponse]
PAGES: dict[str, tuple[str, Page]] = {
    "entry/": ("entry", entry),
    "entry/arms/": ("arms", arms),
    "entry/results/": ("results", results),
    "entry/bias/": ("bias", bias),
    "entry/bias/apart/": ("apart", apart),
}


class StudyForm(CuratedForm):
    class Meta:
        model = Study
        fields = ()  # the admin names them
        labels = {"slug": "Short name", "people": "People"}
        error_messages = {
            "title": {
                "required": "A study needs a title: that of its main report, or what the registry calls it.",
            },
            "slug": {
                "required": "A study needs an address: first author and year, such as yousef-2013.",
                "unique": "Another study has this address. Is it entered already? If not, add a letter: yousef-2013b.",
            },
        }
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "population": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "conflict_of_interest": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "notes": forms.Textarea(attrs={"rows": 3, "cols": 80}),
        }


class Missing(admin.SimpleListFilter):
    title = "what is missing"
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("report", "no report"), ("result", "no results"), ("registration", "no registration")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Study]) -> QuerySet[Study]:
        of = {"report": Report, "result": Result, "registration": Registration}.get(self.value() or "")
        return queryset if of is None else queryset.exclude(Exists(of.objects.filter(study=OuterRef("pk"))))  # type: ignore[attr-defined]


class Group(admin.SimpleListFilter):
    """Marked as sharing something, or not; the form of a study leads to its own group, by its word without a dot."""

    title = "independence"
    parameter_name = "independence"
    any_of_them, none_of_them = ".any", ".none"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        one = request.GET.get(self.parameter_name, "")[:100]
        named = [(one, f"in {one}")] if one not in ("", self.any_of_them, self.none_of_them) else []
        return [(self.any_of_them, "in a group"), (self.none_of_them, "in none"), *named]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Study]) -> QuerySet[Study]:
        value = self.value()
        if value == self.any_of_them:
            return queryset.exclude(independence_group="")
        if value == self.none_of_them:
            return queryset.filter(independence_group="")
        return queryset if not value else queryset.filter(independence_group=value)


class Whose(admin.SimpleListFilter):
    title = "who entered it"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", "me"), ("others", "somebody else")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Study]) -> QuerySet[Study]:
        if self.value() == "mine":
            return queryset.filter(entered_by=curator(request))
        if self.value() == "others":
            return queryset.filter(Q(entered_by=None) | ~Q(entered_by=curator(request)))
        return queryset


@admin.register(Study)
class StudyAdmin(DecidedAdmin, LookUpAdmin, MergeableAdmin):
    looked_at = "entry"
    form = StudyForm
    list_display = ("slug", "go_on", "short_title", "design", "how_many", "state", "entered_by", "changed")
    list_filter = ("state", "design", Missing, Whose, Group, work_on(Study))
    list_select_related = ("entered_by",)
    search_fields = ("slug", "acronym", "title")
    search_help_text = "Words of the title, or any identifier of a report or a registration: PMID, DOI, NCT …"
    ordering = ("slug",)
    sortable_by = ("slug",)
    autocomplete_fields = ("conditions", "interventions")
    readonly_fields = ("state", "entered_by")
    inlines = (ReportInline, RegistrationInline, ArmInline)
    actions = ("copy_as_new",)
    change_form_template = "admin/evidence/study/change_form.html"
    fieldsets = (
        (
            None,
            {
                "description": "One piece of research, however often it was published. Look first whether it is here "
                "already: search for its PMID, DOI or registration number.",
                "fields": (("slug", "acronym"), "title", ("design", "blinding"), ("claimed_design", "status")),
            },
        ),
        (
            "Who took part, and what was tried",
            {
                "description": "From the abstract and the methods section. Choose from the lists by typing a few "
                "letters; the sign + adds what is new.",
                "fields": (
                    "conditions",
                    "interventions",
                    ("people", "studies_reviewed"),
                    "population",
                    ("country", "setting"),
                ),
            },
        ),
        (
            "Who paid",
            {
                "description": "At the end of the paper. “None declared” is worth entering too.",
                "fields": ("funding", "sponsor", "conflict_of_interest", "seller_interest"),
            },
        ),
        (
            "For readers and for the desk",
            {"fields": ("notes", ("independence_group", "independence_reason"), ("state", "entered_by"))},
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(f"<int:pk>/{route}", self.admin_site.admin_view(self._page(view)), name=f"evidence_study_{name}")
            for route, (name, view) in PAGES.items()
        ]
        return own + super().get_urls()

    def _page(self, view: Page) -> Callable[..., HttpResponse]:
        def page(request: HttpRequest, pk: int) -> HttpResponse:
            method = request.method
            bring_back(request)
            try:
                return self._opened(request, pk, view)
            finally:
                request.method = method

        return update_wrapper(page, view)

    def _opened(self, request: HttpRequest, pk: int, view: Page) -> HttpResponse:
        study = self.get_queryset(request).filter(pk=pk).first()
        if study is None:
            raise Http404
        with transaction.atomic():
            look(request, study)
        return_rows(request, study)
        # The version first, then what it is the version of.
        study = self.get_queryset(request).get(pk=pk)
        return view(request, study)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        study = context.get("original")
        sharing = None
        if study is not None:
            sharing = independence_of(study, self.get_queryset(request), study.reports.all())
        more = {"places": places(study, "change"), "study": study, "sharing": sharing}
        return super().render_change_form(request, context | more, *args, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of a published study the reports and registrations stay open to correction, so that its form is sent."""
        return bool(admin.ModelAdmin.has_change_permission(self, request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Study | None = None) -> Any:
        if obj is None or obj.pk is None or locked_by(obj) is None:
            return self.readonly_fields
        return flatten_fieldsets(self.get_fieldsets(request, obj))

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """`?pmid=23384256` in the address fills in the first report of a new study."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        named = {name: request.GET[name] for name in ("pmid", "doi", "pmcid") if name in request.GET}
        if isinstance(inline, ReportInline) and obj.pk is None and request.method == "GET" and named:
            kwargs["initial"] = [named]
        return kwargs

    def save_model(self, request: HttpRequest, obj: Study, form: Any, change: bool) -> None:
        if not change:
            obj.entered_by = curator(request)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            save_notices(request, form.instance)

    def response_add(self, request: HttpRequest, obj: Study, post_url_continue: str | None = None) -> HttpResponse:
        return self._onward(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Study) -> HttpResponse:
        return self._onward(request, obj) or super().response_change(request, obj)

    def _onward(self, request: HttpRequest, study: Study) -> HttpResponse | None:
        if "_next" in request.POST:
            self.message_user(request, f"Saved: {study}.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:evidence_study_arms", args=[study.pk]))
        if "_copy" in request.POST and self.has_add_permission(request):
            copy = copy_study(study=study, by=curator(request))
            self.message_user(request, f"{copy} is a copy of {study}, without its figures.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:evidence_study_change", args=[copy.pk]))
        return None

    @admin.display(description="title")
    def short_title(self, study: Study) -> str:
        return study.title if len(study.title) <= 80 else f"{study.title[:79]}…"

    @admin.display(description="people")
    def how_many(self, study: Study) -> str:
        return "" if study.people is None else str(study.people)

    @admin.display(description="changed")
    def changed(self, study: Study) -> str:
        return f"{study.updated.day} {study.updated:%B %Y}"

    @admin.display(description="entry")
    def go_on(self, study: Study) -> SafeString:
        address = reverse("admin:evidence_study_entry", args=[study.pk])
        return format_html('<a href="{}" aria-label="Look over {}">Look over</a>', address, study.slug)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Study], search_term: str
    ) -> tuple[QuerySet[Study], bool]:
        seen = identifiers(search_term)
        reports = Report.objects.filter(reports_with(seen)).values("study")
        registrations = Registration.objects.filter(registrations_with(seen)).values("study")
        found = queryset.filter(Q(pk__in=reports) | Q(pk__in=registrations))
        if seen and found.exists():
            return found, False
        return super().get_search_results(request, queryset, search_term)

    @admin.action(description="Copy as new, without figures", permissions=["add"])
    def copy_as_new(self, request: HttpRequest, queryset: QuerySet[Study]) -> None:
        self._each(request, queryset, copy_study, "{} was copied.")

    def _each(self, request: HttpRequest, queryset: QuerySet[Study], act: Callable[..., object], said: str) -> None:
        for study in only_readable(self, request, queryset):
            try:
                act(study=study, by=curator(request))
            except RefusedError as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, said.format(study), messages.SUCCESS)
