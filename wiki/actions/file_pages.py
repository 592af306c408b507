"""Which stored page a file belongs to: by its slug, its number in the old wiki, or a slug that it had."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from wiki.models import Alias, Page, Version
from wiki.reading.page_file import PageFile, PageFileError


class FilePages:
    """The pages that some files could belong to, asked for in few queries, however many files there are."""

    def __init__(self, files: Sequence[PageFile], *, lock: bool = False) -> None:
        numbers = [file.tiki_page_id for file in files if file.tiki_page_id is not None]
        named = _pages(Q(slug__in=[file.slug for file in files]) | Q(tiki_page_id__in=numbers), lock=lock)
        self.by_slug = {page.slug: page for page in named}
        self.by_number = {page.tiki_page_id: page for page in named if page.tiki_page_id is not None}
        new = [f"pages/{file.slug}" for file in files if self._named(file) == (None, None)]
        former = dict(Alias.objects.filter(path__in=new).values_list("path", "page")) if new else {}
        pages = {page.pk: page for page in _pages(Q(pk__in=former.values()), lock=lock)} if former else {}
        slugs = {path.removeprefix("pages/"): number for path, number in former.items()}
        # A file can ask for any address below /pages/; only one that the page had makes it the page's file.
        had = Version.objects.filter(page__in=pages, values__slug__in=list(slugs)) if slugs else Version.objects.none()
        moved = set(had.values_list("values__slug", "page"))
        self.by_former_slug = {slug: pages[number] for slug, number in slugs.items() if (slug, number) in moved}

    def of(self, file: PageFile) -> Page | None:
        """The page of a file; None if it is new. Raises PageFileError if it would overwrite another page."""
        by_slug, by_number = self._named(file)
        if by_slug and by_number and by_slug.pk != by_number.pk:
            raise _fault(
                file,
                "slug",
                f"slug “{file.slug}” and number {file.tiki_page_id} belong to two pages, “{by_slug.slug}” and "
                f"“{by_number.slug}”: expected those of one page",
            )
        page = by_slug or by_number
        former = self.by_former_slug.get(file.slug)
        if page is None and former is not None and "slug" in former.by_hand:
            page = former
        if page is not None:
            _refuse_another(page, file)
        return page

    def _named(self, file: PageFile) -> tuple[Page | None, Page | None]:
        number = file.tiki_page_id
        return self.by_slug.get(file.slug), None if number is None else self.by_number.get(number)


def _pages(condition: Q, *, lock: bool) -> list[Page]:
    pages = Page.objects.filter(condition).order_by("pk")
    return list(pages.select_for_update() if lock else pages.listed())


def _refuse_another(page: Page, file: PageFile) -> None:
    """Two pages never overwrite each other, only because they were given one address."""
    if page.tiki_page_id is not None and file.tiki_page_id not in {None, page.tiki_page_id}:
        raise _fault(
            file,
            "slug",
            f"slug “{file.slug}” is that of the page with number {page.tiki_page_id} in the old wiki, and this file "
            f"has number {file.tiki_page_id}: expected another slug for another page",
        )
    if page.source_format != file.format:
        raise _fault(
            file,
            "slug",
            f"slug “{file.slug}” is that of a page imported from {page.source_file or 'another file'}, and this file "
            "is of another format: expected another slug for another page",
        )


def _fault(file: PageFile, key: str, sentence: str) -> PageFileError:
    return PageFileError(f"{sentence}.", file=file.file, line=file.line_of(key))
