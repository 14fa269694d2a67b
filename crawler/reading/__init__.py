"""Extraction of a notice from a page. Pure functions: no network, clock or database.

The steps are: extract the page's main text; remove text that is not part of the document, such as spam and page chrome;
extract the metadata; remove the page's list of files below the text; extract the outline and the deadlines.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TypeVar

from crawler.model.codes import WarningCode
from crawler.model.details.pages import PageDetail
from crawler.model.errors import ReadingError
from crawler.model.link import Link
from crawler.model.notice import Attachment, Deadline, Facts, Notice, ReadingWarning
from crawler.model.page import Page
from crawler.model.reason import Reason, RemovalKind, WarningReason
from crawler.model.source import Source
from crawler.reading.amounts import LIMIT as AMOUNTS
from crawler.reading.amounts import amounts
from crawler.reading.completeness import completeness_warnings
from crawler.reading.deadlines import deadlines
from crawler.reading.deadlines.closings import CLOSES, CLOSING
from crawler.reading.deadlines.dayspans import day_spans
from crawler.reading.entities import without_references
from crawler.reading.fold import fold_text
from crawler.reading.main_text import MainText, read_main_text
from crawler.reading.metadata import read_metadata
from crawler.reading.outline import outline
from crawler.reading.page_facts import PageFacts
from crawler.reading.script import script_of
from crawler.reading.scrub import Removal, Scrubbed, scrub
from crawler.reading.trailing_files import without_files_below
from crawler.reading.unwrap import unwrap
from crawler.text.characters import alphanumeric
from crawler.text.date_values import is_east_asian
from crawler.text.dates import DateContext

N = TypeVar("N", bound=Notice)
READER = "9"
"""The version of the extraction. Increase it whenever a code change makes the same page yield a different notice."""
LITTLE = 12
"""A text without attachments causes a warning if it has fewer letters and digits than this number."""
_YEAR = re.compile(r"(?<!\d)20\d\d(?=\s?[年\]〕】］）)])")
_END = 40
"""The number of characters at the end of a text that are searched for its final date."""
SIZE_LIMIT = 3 * 1024 * 1024
"""The maximum size in bytes of a page; larger pages are rejected."""


@dataclass(frozen=True)
class Extraction:
    """A notice, the method that found its main text, and the parts removed from this text."""

    notice: Notice
    by: str
    removals: tuple[Removal, ...]


def read_page(page: Page, link: Link | None = None, source: Source | None = None) -> Notice:
    """Return the notice on a page.

    `link` is the listing entry that links to the page. `source` is the source of the page.

    The publication date is taken from the listing entry or, if the entry has no date, from the page. Facts in the
    listing entry are copied to the notice. Raise ReadingError if the page has no text, or more than SIZE_LIMIT bytes.
    """
    return read_with_trace(page, link, source).notice


def read_with_trace(page: Page, link: Link | None = None, source: Source | None = None) -> Extraction:
    """Return the result of `read_page`, together with the parts removed from the text and the reasons."""
    if len(page.body) > SIZE_LIMIT:
        raise ReadingError(PageDetail.TOO_LONG.of(size=len(page.body), limit=SIZE_LIMIT))
    context = replace(_context(source, page.fetched_at), east_asian=is_east_asian(page.text))
    main = read_main_text(page, source.select.body if source else None, context)
    link = link or Link(url=page.final_url)
    if not main.text.strip():
        return _by_title(main, page, link, source, context)
    # If the text is served at another URL, the notice keeps the URL of the listing entry.
    url = link.url if link.page else page.final_url
    notice, scrubbed = _notice(main.text, main.facts, url, link, source, context, main.published_on)
    notice = notice.model_copy(
        update={
            "published_on": notice.published_on or main.published_on,
            "warnings": (
                *_of_main_text(main, source.select.body if source else None),
                *notice.warnings,
                *_of_files(main.facts),
                *_of_length(notice),
                *completeness_warnings(notice, main.share, main.prose_share),
            ),
        }
    )
    return Extraction(notice, main.by, scrubbed.removals)


def _by_title(main: MainText, page: Page, link: Link, source: Source | None, context: DateContext) -> Extraction:
    """Return a notice that has only its title as text, for a page without text.

    `main` is the (empty) main text with the facts of the page. Raise ReadingError if there is no title.
    """
    facts = main.facts
    title = read_metadata("", facts, link, source, context=context).title
    # A completely empty page is a server error, which may be temporary.
    is_empty = not (facts.title_tag or facts.headline or facts.h1s or "<script" in page.text.lower())
    if is_empty or not title:
        raise ReadingError(PageDetail.NO_TEXT_FOUND.of())
    url = link.url if link.page else page.final_url
    notice, scrubbed = _notice(title, facts, url, link, source, context)
    missing = ReadingWarning.of(WarningCode.TEXT_NOT_FOUND, Reason.of(WarningReason.TEXT_NOT_FOUND))
    update = {
        "title": title,
        "published_on": notice.published_on or main.published_on,
        "warnings": (missing, *notice.warnings, *_of_files(facts)),
    }
    return Extraction(notice.model_copy(update=update), "title", scrubbed.removals)


def with_attachments(notice: N, attachments: Sequence[Attachment]) -> N:
    """Return the notice with the given attachments and the clauses, deadlines and amounts in their texts.

    The clauses of each attachment are appended to the notice's own clauses. Their headings begin with the attachment's
    name and title.
    """
    said = "\n".join(filter(None, (notice.text, *(attachment.text for attachment in attachments))))
    day = notice.issued_on or notice.published_on or _last_day(notice.text)
    country = notice.region[0] if notice.region else None
    clauses = list(notice.clauses)
    # Dictionaries, because an archive with thousands of dates and sums must not take quadratic time.
    due = dict.fromkeys(notice.deadlines)
    warnings = list(notice.warnings)
    sums = dict.fromkeys(notice.amounts)
    for names, text, recognized in _texts(attachments):
        around = tuple(filter(None, (*names, read_metadata(text, PageFacts()).title)))
        found = outline(text, day).clauses
        clauses += [clause.model_copy(update={"headings": (*around, *clause.headings)}) for clause in found]
        sums |= dict.fromkeys(amounts(text, country))
        dates = deadlines(text, day, country, notice.addressees)
        due |= dict.fromkeys(dates)
        if recognized is not None:
            count = len(dates) + sum(len(clause.targets) for clause in found)
            warnings.append(recognized_warning(" › ".join(names), recognized, count))
    update = {
        "warnings": tuple(warnings),
        "attachments": tuple(attachments),
        "script": script_of(said) or notice.script,
        "clauses": tuple(clauses),
        "deadlines": tuple(due),
        "amounts": tuple(sums)[:AMOUNTS],
    }
    return notice.model_copy(update=update)


def _texts(attachments: Iterable[Attachment]) -> Iterator[tuple[tuple[str, ...], str, float | None]]:
    """Yield the names of each file, its text, and the confidence with which the text was recognized in images.

    The names are the attachment's name and, for a file in an archive, the file's name. The confidence is None if the
    text was not recognized in images.
    """
    for attachment in attachments:
        if attachment.text and not attachment.members:
            yield (attachment.name,), attachment.text, attachment.recognized
        for member in attachment.members if attachment.text else ():
            if text := (attachment.text or "")[member.start : member.end]:
                yield (attachment.name, member.name), text, member.recognized


def recognized_warning(name: str, confidence: float, count: int) -> ReadingWarning:
    """Return the warning that a text was recognized in images and may contain errors.

    `count` is the number of dates and figures taken from this text.
    """
    percent = round(100 * confidence)
    reason = Reason.of(WarningReason.RECOGNIZED, name=name, percent=percent)
    if count:
        reason = Reason.of(WarningReason.RECOGNIZED_FACTS, name=name, percent=percent, count=count)
    return ReadingWarning.of(WarningCode.RECOGNIZED, reason)


def notice_of_text(text: str, url: str, source: Source | None = None, link: Link | None = None) -> Notice:
    """Return a notice made from plain text instead of a page. Raise ReadingError if `text` is empty."""
    if not text.strip():
        raise ReadingError(PageDetail.TEXT_EMPTY.of())
    return _notice(text.strip(), PageFacts(), url, link or Link(url=url), source, _context(source))[0]


def _context(source: Source | None, fetched_at: datetime | None = None) -> DateContext:
    """Return the context for parsing dates on a page of a source.

    `fetched_at` is None for a text without a page. The context then has no current date.
    """
    country = source.region[0] if source and source.region else ""
    zone = source.known_zone if source else None
    local = fetched_at.astimezone(zone or UTC) if fetched_at else None
    return DateContext(local.date() if local else None, country, now=local, zone=zone)


def _notice(
    text: str,
    facts: PageFacts,
    url: str,
    link: Link,
    source: Source | None,
    context: DateContext,
    published_on: date | None = None,
) -> tuple[Notice, Scrubbed]:
    text = without_references(text)
    scrubbed = scrub(text, facts.title_tag)
    # If scrubbing would remove the whole text, keep the text.
    text = unwrap(scrubbed.text or text)
    # The removed page chrome may still contain the publication date.
    chrome = [cut.text for cut in scrubbed.removals if cut.code == "chrome"]
    meta = read_metadata(text, facts, link, source, chrome, context, published_on)
    text = without_files_below(text, meta.attachments)
    day = meta.issued_on or meta.published_on or _last_day(text)
    year = _stated_year(meta.document_number, meta.title) or (published_on and published_on.replace(month=1, day=1))
    if year and published_on and published_on < year:
        # 2026年考试报名 published in October 2025: the registration may be in either year.
        year = published_on
    outlined = outline(text, day or year)
    country = meta.region[0] if meta.region else None
    notice = Notice(
        url=url,
        # A page with only the text has no title; its first line need not be the title.
        title=link.title if link.page and link.title else meta.title,
        kind=meta.kind,
        is_notice=meta.is_notice,
        document_number=meta.document_number,
        issuers=meta.issuers,
        addressees=meta.addressees,
        region=meta.region,
        issued_on=meta.issued_on,
        published_on=meta.published_on,
        effective_on=meta.effective_on,
        expires_on=meta.expires_on,
        script=script_of(text),
        text=text,
        clauses=() if meta.kind == "news" else outlined.clauses,
        deadlines=deadlines(text, day, country, meta.addressees, year),
        amounts=amounts(text, country),
        references=meta.references,
        attachments=meta.attachments,
        warnings=(*_of_scrubbing(scrubbed), *meta.warnings, *outlined.warnings),
        reader=READER,
    )
    return (apply_listing_facts(notice, link.facts) if link.facts else notice), scrubbed


def apply_listing_facts(notice: Notice, facts: Facts) -> Notice:
    """Return the notice with the facts from its listing entry.

    These facts take precedence over the values on the page, because they are from the publisher's records.
    """
    said = {
        name: value
        for name in ("document_number", "issuers", "kind", "issued_on", "effective_on")
        if (value := getattr(facts, name))
    }
    found = notice.deadlines
    if (day := facts.comments_close_on) and all(deadline.date != day for deadline in found):
        found = (*found, Deadline(date=day, text=f"comments close on {day}"))
    return notice.model_copy(update={**said, "deadlines": found})


def _last_day(text: str) -> date | None:
    """Return the last date at the end of a text if it may be the date of issue, or None.

    Only the last `_END` characters are searched. A date of issue occurs in final lines such as
    `某市人民政府办公室2020年11月24日印发`. Ranges of dates, deadlines (8月7日前, 截止日期8月7日) and dates in sentences
    (`The council will decide on January 17, 2023.`) are ignored.
    """
    end = fold_text(text[-_END:])
    days = [
        span.last
        for span in day_spans(end, None)
        if not (span.is_range or _in_sentence(end, span.end) or CLOSING.search(end, 0, span.start))
    ]
    return days[-1] if days else None


def _in_sentence(text: str, end: int) -> bool:
    """Return whether a date that ends at `end` is a deadline (8月7日前) or ends a sentence."""
    return bool(CLOSES.match(text, end)) or text.startswith((".", "。"), end)


def _stated_year(number: str | None, title: str | None) -> date | None:
    """Return the first day of the year that the document number (〔2024〕18号) or the title states, or None."""
    match = _YEAR.search(f"{number or ''} {title or ''}")
    return date(int(match[0]), 1, 1) if match else None


def _of_main_text(main: MainText, body: str | None) -> Iterable[ReadingWarning]:
    if main.by != "selector" and body:
        yield ReadingWarning.of(WarningCode.SELECTOR, Reason.of(WarningReason.SELECTOR, selector=body))
    elif main.by not in ("layout", "trafilatura", "selector"):
        yield ReadingWarning.of(WarningCode.MAIN_TEXT, Reason.of(WarningReason.MAIN_TEXT, method=main.by))


def _of_files(facts: PageFacts) -> Iterable[ReadingWarning]:
    if facts.unresolved:
        names = ", ".join(f"“{name[:100]}”" for name in facts.unresolved[:5])
        more = ", …" if len(facts.unresolved) > 5 else ""
        reason = Reason.of(WarningReason.ATTACHMENT, names=f"{names}{more}")
        yield ReadingWarning.of(WarningCode.ATTACHMENT, reason)


def _of_length(notice: Notice) -> Iterable[ReadingWarning]:
    # Most texts have enough letters at their start.
    letters = len(alphanumeric(notice.text[: 10 * LITTLE]))
    letters = letters if letters >= LITTLE else len(alphanumeric(notice.text))
    if letters < LITTLE and notice.title and not any(file.url for file in notice.attachments):
        yield ReadingWarning.of(WarningCode.LITTLE_TEXT, Reason.of(WarningReason.LITTLE_TEXT, count=letters))


def _of_scrubbing(scrubbed: Scrubbed) -> Iterable[ReadingWarning]:
    counts: dict[str, int] = {}
    for cut in scrubbed.removals:
        counts[cut.code] = counts.get(cut.code, 0) + 1
    if counts:
        kinds = tuple(Reason.of(RemovalKind(f"removed.{code}"), count=count) for code, count in counts.items())
        yield ReadingWarning.of(WarningCode.SCRUBBED, Reason.of(WarningReason.SCRUBBED, counts=kinds))
    if scrubbed.damage:
        places = ", ".join(str(damage.line) for damage in scrubbed.damage[:5])
        more = ", …" if len(scrubbed.damage) > 5 else ""
        reason = Reason.of(WarningReason.DAMAGED, count=len(scrubbed.damage), lines=f"{places}{more}")
        yield ReadingWarning.of(WarningCode.DAMAGED_TEXT, reason)
