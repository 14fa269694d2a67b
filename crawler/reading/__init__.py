"""Page → notice, pure: no network, clock or database."""

from crawler.errors import ReadingError
from crawler.notice import Deadline, Facts, Notice, ReadingWarning
from crawler.page import Page
from crawler.poll import Link
from crawler.reading.main_text import MainText, read_main_text
from crawler.reading.script import script_of
from crawler.source import Source

READER = "1"
"""The version of the reading; it changes whenever the same page would be read otherwise."""

SIZE_LIMIT = 3 * 1024 * 1024
"""Bytes beyond which a page is not read but refused."""


def read(page: Page, link: Link | None = None, source: Source | None = None) -> Notice:
    """The notice on a page. `link` is the line of the listing that led here, `source` the source it belongs to.

    The title is the page's own, else the listing's; the date is the listing's, else the page's own; facts that the
    listing gives are taken over. Raises ReadingError when the page holds no text, or more than SIZE_LIMIT bytes.
    """
    if len(page.body) > SIZE_LIMIT:
        raise ReadingError(f"the page has {len(page.body)} bytes, more than the {SIZE_LIMIT} that are read")
    main = read_main_text(page, source.select.body if source else None)
    if not main.text.strip():
        raise ReadingError("no text was found on the page")
    link = link or Link(url=page.final_url)
    notice = Notice(
        # A text that is served at another address is not what the notice is known by.
        url=link.url if link.page else page.final_url,
        # Such a page holds the text alone; what stands first in it need not be the title.
        title=(link.title or main.title) if link.page else (main.title or link.title),
        region=source.region if source else (),
        # A listing's date is set by its publisher; a page may show several.
        published_on=link.published_on or main.published_on,
        script=script_of(main.text),
        text=main.text,
        warnings=_warnings(main, source.select.body if source else None),
        reader=READER,
    )
    return with_facts(notice, link.facts) if link.facts else notice


def with_facts(notice: Notice, facts: Facts) -> Notice:
    """The notice with what its listing says of it, which is from the publisher's own records and goes first."""
    said = {name: value for name in ("document_number", "issuers", "kind", "issued_on", "effective_on")
            if (value := getattr(facts, name))}  # fmt: skip
    deadlines = notice.deadlines
    if (day := facts.comments_close_on) and all(one.date != day for one in deadlines):
        deadlines = (*deadlines, Deadline(date=day, text=f"comments close on {day}"))
    return notice.model_copy(update={**said, "deadlines": deadlines})


def notice_of_text(text: str, url: str, source: Source | None = None) -> Notice:
    """A notice made of plain text that came without a page. Raises ReadingError when it is empty."""
    if not text.strip():
        raise ReadingError("the text is empty")
    region = source.region if source else ()
    return Notice(url=url, region=region, script=script_of(text), text=text.strip(), reader=READER)


def _warnings(main: MainText, body: str | None) -> tuple[ReadingWarning, ...]:
    warnings = []
    if "\ufffd" in main.text:
        count = main.text.count("\ufffd")
        warnings.append(ReadingWarning(code="damaged", detail=f"{count} characters could not be decoded"))
    if main.by != "selector" and body:
        warnings.append(ReadingWarning(code="selector", detail=f"the body was not found by the selector {body!r}"))
    elif main.by not in ("layout", "trafilatura", "selector"):
        warnings.append(ReadingWarning(code="main_text", detail=f"the main text was taken by {main.by}"))
    return tuple(warnings)
