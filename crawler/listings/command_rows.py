"""Parsing of the output of a source's program: one JSON object per line, for a link or a complete notice."""

import html
import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator

from crawler.listings.feed_entries import CONTENT_LIMIT
from crawler.listings.found import ROWS_LIMIT, Found, one_line, page_address, without_surrogates
from crawler.model.checks.validation import first_fault
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import ListingError
from crawler.model.link import URL_LIMIT, Link
from crawler.model.notice import Facts
from crawler.model.page import Page
from crawler.model.reason import Reason
from crawler.model.source import Source

_TITLE_LIMIT = 2000


class ProgramRow(Facts):
    """A line of a program's output: a link or, if it has `text` or `html`, a complete notice.

    A relative `url` is resolved against the source's URL.
    """

    url: Annotated[str, Field(min_length=1, max_length=URL_LIMIT)]
    title: Annotated[str, Field(max_length=_TITLE_LIMIT)] | None = None
    published_on: date | None = None
    modified_on: date | None = None
    page: Annotated[str, Field(min_length=1, max_length=URL_LIMIT)] | None = None
    text: str | None = None
    html: str | None = None

    @model_validator(mode="after")
    def _one_body(self) -> "ProgramRow":
        if self.text is not None and self.html is not None:
            raise ValueError("either `text` or `html`")
        return self


def read_rows(page: Page, source: Source) -> Found:
    """Return the links in a program's output. Invalid lines are skipped.

    If there are invalid lines, the result's `remarks` contain one error, which states how many they are and describes
    the first one. Raise ListingError if all lines are invalid.
    """
    links: list[Link] = []
    faults: list[tuple[int, Reason]] = []
    rows = [(number, line) for number, line in enumerate(_lines(page.body), 1) if line.strip()]
    for number, line in rows[:ROWS_LIMIT]:
        try:
            links.append(_link(line, source))
        except _FaultyRowError as error:
            faults.append((number, error.detail))
    remarks = tuple(
        ListingError(ListingDetail.FAULTY_LINES.of(count=len(faults), number=number, cause=cause))
        for number, cause in faults[:1]
    )
    if remarks and not links:
        raise remarks[0]
    return Found(links, rows=len(rows), remarks=remarks, cut=max(0, len(rows) - ROWS_LIMIT))


class _FaultyRowError(Exception):
    """Raised for a line of a program's output that is not a valid link or notice."""

    def __init__(self, detail: Reason) -> None:
        super().__init__(detail)
        self.detail = detail


def _lines(output: bytes) -> Iterator[bytes]:
    yield from output.removeprefix(b"\xef\xbb\xbf").split(b"\n")


def _link(line: bytes, source: Source) -> Link:
    row = _row(line)
    url = page_address(source.url, row.url)
    page = page_address(source.url, row.page) if row.page else None
    if url is None or (row.page and page is None):
        raise _FaultyRowError(ListingDetail.LINE_URL.of())
    facts = Facts.model_construct(**{name: getattr(row, name) for name in Facts.model_fields})
    content = _content(row)
    return Link(
        url=url,
        title=one_line(without_surrogates(row.title or "")),
        published_on=row.published_on,
        modified_on=row.modified_on,
        page=page if page != url else None,
        facts=facts if facts != Facts() else None,
        in_listing=content is not None,
        content=content,
    )


def _row(line: bytes) -> ProgramRow:
    try:
        data: Any = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _FaultyRowError(ListingDetail.LINE_UTF8.of()) from error
    except (ValueError, RecursionError) as error:
        raise _FaultyRowError(ListingDetail.LINE_JSON.of()) from error
    if not isinstance(data, dict):
        raise _FaultyRowError(ListingDetail.LINE_OBJECT.of())
    try:
        return ProgramRow.model_validate(data)
    except ValidationError as error:
        raise _FaultyRowError(ListingDetail.LINE_FIELD.of(fault=first_fault(ProgramRow, error, data))) from error


def _content(row: ProgramRow) -> str | None:
    """Return a notice's content as HTML, or None if the line contains only a link."""
    if row.html is not None:
        return without_surrogates(row.html)[:CONTENT_LIMIT]
    if row.text is None:
        return None
    lines = (html.escape(line.strip()) for line in without_surrogates(row.text)[:CONTENT_LIMIT].splitlines())
    return "\n".join(f"<p>{line}</p>" for line in lines if line)
