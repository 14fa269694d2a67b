"""Extraction of links from an API response with the source's JMESPath expressions."""

import json
from collections import Counter
from datetime import date
from typing import Any

from crawler.listings.found import ROWS_LIMIT, Found, entry_link, page_address, source_context, without_surrogates
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import FeedBrokenError, ListingError, NoLinksError
from crawler.model.link import Link
from crawler.model.notice import FACT_LIMIT, ISSUERS_LIMIT, Facts
from crawler.model.page import Page
from crawler.model.reason import Reason
from crawler.model.selectors import SelectorError, find
from crawler.model.source import Source
from crawler.text.date_moments import moment_day


def read_json(page: Page, source: Source, today: date) -> Found:
    """Return the rows of an API response as links, with the URL of the next page if `paging.next` finds one.

    Raises FeedBrokenError when the response is not valid JSON, NoLinksError when no row in the response has a link, and
    ListingError when the response is markup or has no list of rows.
    """
    document = _parsed(page)
    every = _rows(document, source)
    rows = every[:ROWS_LIMIT]
    reader = _RowReader(page, source, today)
    links = [link for row in rows if (link := reader.link(row))]
    if rows and not links:
        raise NoLinksError(reader.why_no_links(len(rows)))
    return Found(
        links,
        rows=len(rows),
        remarks=reader.remarks(len(rows)),
        next=_next(document, page, source),
        cut=len(every) - len(rows),
    )


def _parsed(page: Page) -> Any:
    text = page.text.lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        raise ListingError(ListingDetail.MARKUP.of())
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedBrokenError(ListingDetail.JSON_MALFORMED.of(reason=error)) from error


def _rows(document: Any, source: Source) -> list[Any]:
    assert source.select.item is not None
    try:
        rows = find(source.select.item, document)
    except SelectorError as error:
        raise ListingError(ListingDetail.ITEM_FAILS.of(reason=error)) from error
    if not isinstance(rows, list):
        raise ListingError(ListingDetail.ITEM_FINDS_NOTHING.of(expression=repr(source.select.item)))
    return rows


def _next(document: Any, page: Page, source: Source) -> str | None:
    if source.paging is None or source.paging.next is None:
        return None
    try:
        href = find(source.paging.next, document)
    except SelectorError:
        return None  # the last page may lack the objects around the URL, too
    return page_address(page.final_url, href) if isinstance(href, str) and href.strip() else None


class _RowReader:
    """Reader of single rows. It counts for each expression the rows in which the expression failed.

    An expression that failed in every row is wrong, and is reported. If it failed only in some rows, these rows are
    faulty.
    """

    def __init__(self, page: Page, source: Source, today: date) -> None:
        self._base = page.final_url
        self._source = source
        self._context = source_context(source, today, page.fetched_at)
        self._failed: Counter[str] = Counter()
        self._why: dict[str, str] = {}

    def link(self, row: Any) -> Link | None:
        """Return the link of a row, or None when the row has no usable URL."""
        select = self._source.select
        href = _text(self._find("link", select.link, row))
        day = moment_day(self._find("date", select.date, row), self._source.known_zone, self._context)
        link = entry_link(self._base, href, _text(self._find("title", select.title, row)), day) if href else None
        if link is None:
            return None
        at = _text(self._find("page", select.page, row))
        page = page_address(self._base, at) if at else None
        return link.model_copy(update={"page": page if page != link.url else None, "facts": self._facts(row)})

    def _facts(self, row: Any) -> Facts | None:
        select = self._source.select.facts
        if select is None:
            return None
        found = {name: self._find(f"facts.{name}", at, row) for name, at in select}
        named = _texts(found.pop("issuers"))
        said = {name: self._day(value) if name.endswith("_on") else _fact(value) for name, value in found.items()}
        facts = Facts.model_validate({**said, "issuers": tuple(dict.fromkeys(named))[:ISSUERS_LIMIT]})
        return facts if facts != Facts() else None

    def _day(self, value: Any) -> date | None:
        return moment_day(value, self._source.known_zone, self._context, published=False)

    def _find(self, name: str, expression: str | None, row: Any) -> Any:
        if expression is None:
            return None
        try:
            return find(expression, row)
        except SelectorError as error:
            self._failed[name] += 1
            self._why[name] = str(error)
            return None

    def why_no_links(self, rows: int) -> Reason:
        """Return why none of the rows in a response has a link. `rows` is the number of rows."""
        if reason := self._why.get("link"):
            return ListingDetail.LINK_FAILS.of(count=rows, reason=reason)
        return ListingDetail.LINK_FINDS_NOTHING.of(count=rows, expression=repr(self._source.select.link))

    def remarks(self, rows: int) -> tuple[ListingError, ...]:
        """Return an error for each expression that failed in every row."""
        return tuple(
            ListingError(ListingDetail.FIELD_FAILS.of(name=name, reason=self._why[name]))
            for name, times in self._failed.items()
            if times == rows
        )


def _text(value: Any) -> str | None:
    """Return a value as text, or None if the value is neither a string nor a number.

    If the value is a list, its first non-null item is used.
    """
    if isinstance(value, list):
        value = next((item for item in value if item is not None), None)
    if isinstance(value, str):
        return without_surrogates(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _fact(value: Any) -> str | None:
    return " ".join((_text(value) or "").split())[:FACT_LIMIT] or None


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for value in values[:100] if not isinstance(value, list) and (text := _fact(value))]
