"""Choose the title of a document: its own takes precedence over those of the page around it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.model.codes import WarningCode
from crawler.model.notice import ReadingWarning
from crawler.model.reason import Reason, WarningReason
from crawler.reading.metadata.folded import FoldedLine, fold_chars, tidy
from crawler.reading.metadata.joined_title import joined_title, squashed
from crawler.reading.metadata.kind import is_headline, kind_of_title
from crawler.reading.metadata.own_title import OwnTitle, is_call
from crawler.reading.metadata.page_heading import agree, cut_site, is_column, is_site, parts_of

_LONGEST = 200
_NO_NAME = re.compile(r"(?i)(?:更多|详情|查看|全文|more)\W*")
_CUT_SHORT = ("...", "…")


@dataclass(frozen=True)
class PageTitles:
    """The titles that a page and its listing give, each as written there.

    `record` holds those of the information table, ArticleTitle or JSON-LD, `shown` the headings, `tags` the title tag
    and its copies for other sites, `listed` the title in the listing.
    """

    record: str | None = None
    shown: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    listed: str | None = None


@dataclass(frozen=True)
class TitleChoice:
    """The chosen title, the title in the text it was compared with, and a warning when they disagree."""

    title: str | None = None
    own: OwnTitle | None = None
    warnings: tuple[ReadingWarning, ...] = ()


def choose_title(
    own: OwnTitle | None, page: PageTitles, fragment: bool, head: Sequence[FoldedLine] = ()
) -> TitleChoice:
    """Return the document's own title, else the page's.

    The title tag gives no title to a fragment, and the first line of a text takes precedence over it. A page title that
    names something other than the document is not used, and a warning records it. `head` are the text's first lines: a
    title that breaks over several of them is recognized by the page's. Where nothing else is left, a title that could
    be the name of a column or an organ counts if two places agree on it, and finally the listing's title.
    """
    named = _telling([page.record, *page.shown, page.listed])
    named = named or _agreed(page, fragment)
    tagged = [] if fragment else _telling(page.tags)
    carried = own is not None and own.by == "carried"
    if not carried and (whole := joined_title(head, [*named, *tagged])):
        own = own if own and own.by == "own" and squashed(whole) in squashed(own.text) else OwnTitle(whole, "own")
    if own is None or (own.by == "line" and named):
        return TitleChoice(next(iter([*named, *tagged]), None) or _last_resort(page, fragment), own)
    named += tagged
    agreeing = [title for title in named if agree(own.text, title)]
    if own.by == "line":
        return TitleChoice(max([own.text, *agreeing[:1]], key=len), own)
    warnings: tuple[ReadingWarning, ...] = ()
    if named and not agreeing:
        reason = Reason.of(WarningReason.TITLE, page=named[0][:200], document=own.text[:200])
        warnings = (ReadingWarning.of(WarningCode.TITLE, reason),)
    if own.by == "carried" and agreeing:
        whole_ones = [title for title in agreeing if not title.endswith(_CUT_SHORT)]
        return TitleChoice(max(whole_ones or [own.text], key=len), own)
    return TitleChoice(_recorded(own.text, page) or own.text, own, warnings)


def _recorded(own: str, page: PageTitles) -> str | None:
    """Return the publisher's own title of the document, if it belongs to the same document as `own`.

    The publisher's record counts, and a heading that the title tag repeats.
    """
    record = _telling([page.record])
    tags = {squashed(title) for title in _telling(page.tags)}
    twice = [title for title in _telling(page.shown) if squashed(title) in tags]
    for title in [*record, *twice]:
        is_part = squashed(own).startswith(squashed(title)) or title.endswith(_CUT_SHORT) or _is_shorter(title, own)
        if agree(own, title) and not is_part and kind_of_title(title) and not is_headline(fold_chars(title)):
            return title if (kind_of_title(title) == "解读") == (kind_of_title(own) == "解读") else None
    return None


def _is_shorter(title: str, own: str) -> bool:
    """Return whether a heading is the document's title with its issuers omitted or counted: 三部门关于调整…的通知."""
    subject = squashed(title).partition("关于")[2]
    return bool(subject) and len(title) < len(own) and squashed(own).endswith(f"关于{subject}")


def _telling(titles: Iterable[str | None]) -> list[str]:
    """Return the titles without the site's name, except paragraphs and those of columns, sites and orders."""
    cut = (cut_site(title) for title in titles if title)
    # An order's heading (国务院令) names no subject.
    return [title for title in cut if title and _is_title(title) and kind_of_title(title) != "命令"]


def _is_title(title: str) -> bool:
    return not is_column(title) and not _is_text(title)


def _is_text(title: str) -> bool:
    """Return whether the text in a title's place is a paragraph, or asks the reader to press something."""
    folded = fold_chars(title).strip()
    sentences = folded.count("。")
    return len(folded) > _LONGEST or sentences > 1 or (sentences == 1 and len(folded) > 60) or is_call(folded)


def _agreed(page: PageTitles, fragment: bool) -> list[str]:
    """Return the title that two places of the page or its listing agree on, though it ends like a site's name."""
    tags = [] if fragment else list(page.tags)
    parts = [part for title in tags for part in parts_of(title)]
    others = {squashed(title) for title in (*tags, *parts)}
    # A tag without a mark before the site's name: 标题-云川市交通局.
    others |= {squashed(cut) for title in tags if (cut := cut_site(title))}
    listed = squashed(page.listed or "")
    for title in filter(None, (page.record, *page.shown, page.listed)):
        is_shown = title != page.listed and squashed(title) == listed
        if (squashed(title) in others or is_shown) and not is_site(title) and not _is_text(title):
            return [tidy(title)]
    return []


def _last_resort(page: PageTitles, fragment: bool) -> str | None:
    """Return the listing's title, which could be a column's, else the heading of an order."""
    if page.listed and len(squashed(page.listed)) >= 2 and not _NO_NAME.fullmatch(page.listed):
        return tidy(page.listed)
    orders = (cut_site(title) for title in (page.record, *page.shown, *([] if fragment else page.tags)) if title)
    return next((title for title in orders if title and kind_of_title(title) == "命令" and not _is_text(title)), None)
