"""Functions that search the result of a single, unrecorded poll for likely faults of a source.

Pure functions; no I/O.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from crawler.model.codes import WarningCode
from crawler.model.link import Link
from crawler.model.results import PolledNotice, PollResult
from crawler.model.source import Source
from crawler.text.characters import alphanumeric
from monitor.health.trouble_names import failure_line
from monitor.identity.fingerprint import fingerprint
from monitor.text.i18n import N_, gettext

STALE = timedelta(days=180)
"""The minimum age of a listing's newest date at which the listing is considered stale."""
SLOW_S = 20.0
"""The duration of a poll of a few pages, in seconds, above which a site is considered slow."""
_SHORT = 60
"""The minimum number of letters in a text that is plausible for a notice."""
_CUT = re.compile(r"(?:…|\.{3}|。。。|\.\.)\s*$")
_BODY = "select: {body: …}"
_CHINESE = re.compile(r"[一-鿿]")
_MEANS = {
    "asks_for_browser": N_("the site can only be read with a browser (`render: browser`)"),
    "no_links": N_("a script may create the list, or `select` may select the wrong element"),
    "robots": N_("ask the site for permission; then set `obey_robots: false` to ignore robots.txt"),
    "listing": N_("`type` or `select` may be wrong"),
}


_SCRIPT_MADE = {"asks_for_browser", "error_page", "no_links", "links_vanished"}
"""Troubles of pages whose list may be made by a script."""


@dataclass(frozen=True)
class Finding:
    """A likely fault of a source. `serious` is true if the source is unreliable in its current configuration."""

    code: str
    detail: str
    serious: bool = False


@dataclass(frozen=True)
class SourceCheck:
    """The results of a poll of a source, and its likely faults."""

    source: str
    links: int
    dated: int
    newest: date | None
    findings: tuple[Finding, ...]

    @property
    def works(self) -> bool:
        """Whether no serious fault was found."""
        return not any(finding.serious for finding in self.findings)


def check(
    source: Source, result: PollResult, today: date, seconds: float = 0.0, stale: timedelta = STALE
) -> SourceCheck:
    """Return the likely faults of a source, determined from a poll whose result contains the listing's links.

    `seconds` is the duration of the poll. If the newest date in the listing is older than `stale`, this is reported as
    a fault.
    """
    days = [day for link in result.listed if (day := link.published_on or link.modified_on)]
    newest = max((day for day in days if day <= today + timedelta(days=1)), default=None)
    findings = [
        *_of_failures(source, result),
        *_of_links(source, result, today, newest, stale),
        *_of_selectors(source, result),
        *_of_texts(source, result),
    ]
    if seconds > SLOW_S:
        findings.append(Finding("slow", gettext("the poll took {seconds} s", seconds=round(seconds))))
    return SourceCheck(source.id, result.links_seen, len(days), newest, tuple(findings))


def may_be_script_made(source: Source, result: PollResult) -> bool:
    """Return whether the listing is probably created by a script. If it is, a browser may find the listing."""
    if source.render is not None or source.type not in ("auto", "html") or result.listed:
        return False
    codes = {failure.code for failure in result.failures}
    return bool(codes & _SCRIPT_MADE) or (result.outcome == "ok" and not result.failures)


def _of_failures(source: Source, result: PollResult) -> Iterator[Finding]:
    pages = {
        url for notice in result.notices for url in [notice.url, *(attachment.url for attachment in notice.attachments)]
    }
    for failure in result.failures:
        # An unreadable listing is more serious than an unreadable page or attachment.
        serious = result.outcome == "failed" or (not result.notices and failure.url != source.url)
        detail = failure_line(failure)
        if failure.code in _MEANS and failure.url not in pages:
            detail += gettext("; ") + gettext(_MEANS[failure.code])
        yield Finding(failure.code, detail, serious)


def _of_links(
    source: Source, result: PollResult, today: date, newest: date | None, stale: timedelta
) -> Iterator[Finding]:
    links = result.listed
    if not links:
        if result.outcome == "ok" and not result.failures:
            yield Finding("no_links", _no_links(source), serious=True)
        return
    undated = sum(1 for link in links if not (link.published_on or link.modified_on))
    if undated == len(links):
        yield Finding(
            "undated", gettext("no row of the listing has a date; set `{option}`", option="select: {date: …}")
        )
    elif undated:
        yield Finding(
            "undated", gettext("{count} of {of} rows of the listing have no date", count=undated, of=len(links))
        )
    yield from _of_titles(links)
    future = [link for link in links if link.published_on and link.published_on > today + timedelta(days=1)]
    if future:
        first = future[0]
        shown = {"count": len(future), "day": first.published_on, "url": first.url}
        yield Finding("future", gettext("dates in the future: {count}, for example {day} at {url}", **shown))
    if newest and today - newest > stale:
        yield Finding(
            "stale", gettext("the newest date is {day}, {count} days ago", day=newest, count=(today - newest).days)
        )
    host = _host(source.url)
    if all(_host(link.url) != host for link in links):
        yield Finding("foreign", gettext("all links lead to another host, for example {url}", url=links[0].url))


def _no_links(source: Source) -> str:
    select = source.select
    named = [f"`select.{name}` {selector}" for name in ("item", "link") if (selector := getattr(select, name))]
    if not named:
        return gettext("the listing has no links")
    return gettext("{selectors} finds no link in the listing", selectors=gettext(", ").join(named))


def _of_selectors(source: Source, result: PollResult) -> Iterator[Finding]:
    """Yield a finding for each selector that finds nothing in the listing's rows or on the pages that were read."""
    for name in result.unmatched:
        shown = {"name": name, "selector": getattr(source.select, name), "count": len(result.listed)}
        detail = gettext("`select.{name}` {selector} finds nothing in {count} rows of the listing", **shown)
        yield Finding("selector", detail, serious=True)
    pages = result.notices
    unmatched = [page for page in pages if any(warning.code == WarningCode.SELECTOR for warning in page.warnings)]
    if unmatched and source.select.body:
        shown = {"selector": source.select.body, "count": len(unmatched), "of": len(pages), "url": unmatched[0].url}
        detail = gettext("`select.body` {selector} finds nothing on {count} of {of} pages, for example {url}", **shown)
        yield Finding("selector", detail, serious=len(unmatched) == len(pages))


def _resembles_notice(page: PolledNotice) -> bool:
    """Return whether a page has any mark of a notice: its form, a document number, issuers, a date, or a file."""
    if page.is_notice is not False:
        return True
    return bool(page.document_number or page.issuers or page.published_on or page.attachments)


def _of_titles(links: Sequence[Link]) -> Iterator[Finding]:
    cut = [link for link in links if link.title and _CUT.search(link.title)]
    if cut:
        shown = {"count": len(cut), "of": len(links), "title": (cut[0].title or "")[-30:]}
        yield Finding("cut", gettext("{count} of {of} titles are truncated, for example {title}", **shown))
    untitled = sum(1 for link in links if not link.title)
    if untitled * 2 > len(links) and any(link.title for link in links):
        yield Finding(
            "untitled", gettext("{count} of {of} rows of the listing have no title", count=untitled, of=len(links))
        )


def _of_texts(source: Source, result: PollResult) -> Iterator[Finding]:
    if result.outcome == "ok" and result.listed and not result.notices and not result.failures:
        yield Finding("no_notice", gettext("no notice could be read"), serious=True)
    if result.notices and not any(map(_resembles_notice, result.notices)):
        first = result.notices[0]
        shown = {"count": len(result.notices), "title": first.title or first.url}
        detail = gettext(
            "none of the fetched pages is a notice (pages: {count}; title of the first page: “{title}”)", **shown
        )
        yield Finding("not_notices", detail, serious=True)
    short = [notice for notice in result.notices if _letters(notice) < _SHORT and not notice.attachments]
    if short:
        detail = gettext(
            "{url}: the text is very short (characters: {count}); set `{option}`",
            url=short[0].url,
            count=_letters(short[0]),
            option=_BODY,
        )
        # A single short page, such as a pinned one, does not indicate a fault.
        yield Finding("short", detail, serious=len(short) == len(result.notices))
    foreign = [notice for notice in result.notices if not _CHINESE.search(notice.text)]
    if foreign and (source.language or "").startswith("zh"):
        detail = gettext("{url}: the text has no Chinese characters", url=foreign[0].url)
        yield Finding("language", detail, serious=len(foreign) == len(result.notices))
    url_by_text: dict[str, str] = {}
    for notice in result.notices:
        other = url_by_text.setdefault(fingerprint(notice.title, notice.text), notice.url)
        if other != notice.url and _letters(notice) >= _SHORT:
            shown = {"url": notice.url, "other": other, "option": _BODY}
            yield Finding("same", gettext("{url} has the same text as {other}; set `{option}`", **shown), serious=True)
            return


def _letters(notice: PolledNotice) -> int:
    return len(alphanumeric(notice.text))


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
