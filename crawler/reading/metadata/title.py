"""Selection of a document's title; the title in the text takes precedence over the titles on the page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.model.codes import WarningCode
from crawler.model.notice import ReadingWarning
from crawler.model.reason import Reason, WarningReason
from crawler.reading.metadata.folded import FoldedLine, fold_chars, squashed, tidy
from crawler.reading.metadata.joined_title import joined_title
from crawler.reading.metadata.kind import is_headline, kind_of_title
from crawler.reading.metadata.own_title import OwnTitle
from crawler.reading.metadata.page_heading import cut_site, parts_of, titles_match, whole_heading
from crawler.reading.metadata.site_names import is_call, is_column, is_site, names_event

_LONGEST = 200
_ISSUES = re.compile(r"(?:印发|转发|批转|发布|公布|下发)[^。]{4,200}的(?:通知|公告|通告|决定|函)$")
_ABOUT = re.compile(r"关于.{2,80}的?(?:通知|公告|通告|公示|意见|决定|通报|函|批复|报告)$")
_NO_NAME = re.compile(r"(?i)(?:更多|详情|查看|全文|more)\W*")
_CUT_SHORT = ("...", "…")
_ADDED_DATE = re.compile(r"[(（]\s*\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*[)）]$")
"""Matches the date of publication in brackets after a title."""


@dataclass(frozen=True)
class PageTitles:
    """The titles of a document in its page and its listing, in their original form.

    `record` is the title in the information table, the ArticleTitle meta tag or JSON-LD. `shown` are the headings of
    the page, and `tags` are the title element and its copies in meta tags for social networks (`og:title`,
    `twitter:title`). `listed` is the title in the listing. `confirmed` is the title that several of these elements
    agree on.
    """

    record: str | None = None
    shown: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    listed: str | None = None
    confirmed: str | None = None


@dataclass(frozen=True)
class TitleChoice:
    """The title that was chosen for a document.

    `own` is the title found in the text, if any. `warnings` contains a warning if `own` and the titles of the page
    disagree.
    """

    title: str | None = None
    own: OwnTitle | None = None
    warnings: tuple[ReadingWarning, ...] = ()


def choose_title(
    own: OwnTitle | None, page: PageTitles, fragment: bool, head: Sequence[FoldedLine] = ()
) -> TitleChoice:
    """Return the document's own title or, if the text contains none, a title of the page or the listing.

    The titles of the page and the listing are tried in this order:

    - the title that several elements agree on
    - the information table's title, the headings of the page, and the listing's title
    - a title that occurs in two elements of the page or the listing, even if it could be the name of a site section
    - a title that names an event
    - the title element
    - the titles of `_last_resort`

    `own` is the title found in the text, if any. If it is merely the first line (`own.by` is `line`), the titles of the
    first four items are preferred to it. In this case, the title element is preferred only if it agrees with `own` and
    is longer. If `own` is a real title, a page title that disagrees with it is not used, and a warning reports the
    disagreement.

    `fragment` means that the text begins in the middle of a document; the page's title element is then not used. `head`
    are the first lines of the text. A title that spans several of them is recognized by comparison with the titles of
    the page.
    """
    named = _telling([page.record, *page.shown, page.listed])
    named = named or _agreed(page, fragment) or _events([page.record, *page.shown, page.listed])
    wholes = (whole_heading(title, page.tags) for title in (page.record, *page.shown, page.listed) if title)
    confirmed = [page.confirmed] if page.confirmed and not fragment else []
    named = [*confirmed, *filter(None, wholes), *named]
    tagged = [] if fragment else _telling(page.tags)
    carried = own is not None and own.by == "carried"
    if not carried and (whole := joined_title(head, [*named, *tagged])):
        own = own if own and own.by == "own" and squashed(whole) in squashed(own.text) else OwnTitle(whole, "own")
    if own is not None and own.by == "line" and not confirmed and _is_in_tag_only(own.text, named, page, fragment):
        return TitleChoice(own.text, own)
    if own is None or (own.by == "line" and named):
        if named and not any(kind_of_title(title) for title in named):
            # A heading such as 硕士研究生 names a section of the site if the title element names a document.
            named = [*(title for title in tagged if _ABOUT.search(title)), *named]
        return TitleChoice(next(iter([*named, *tagged]), None) or _last_resort(page, fragment), own)
    named += tagged
    agreeing = [title for title in named if titles_match(own.text, title)]
    if own.by == "line":
        return TitleChoice(max([own.text, *agreeing[:1]], key=len), own)
    warnings: tuple[ReadingWarning, ...] = ()
    if named and not agreeing:
        reason = Reason.of(WarningReason.TITLE, page=named[0][:200], document=own.text[:200])
        warnings = (ReadingWarning.of(WarningCode.TITLE, reason),)
    if own.by == "carried" and agreeing:
        whole_ones = [title for title in agreeing if not title.endswith(_CUT_SHORT)]
        if whole_ones and kind_of_title(whole_ones[0]):
            return TitleChoice(whole_ones[0], own)
        return TitleChoice(max(whole_ones or [own.text], key=len), own)
    return TitleChoice(_recorded(own.text, page) or own.text, own, warnings)


def _is_in_tag_only(line: str, named: Sequence[str], page: PageTitles, fragment: bool) -> bool:
    """Return whether the first line of the text is a part of the title tag, and no other title of the page is."""
    tags = [] if fragment else page.tags
    parts = {squashed(part) for tag in tags for part in parts_of(tag)}
    return squashed(line) in parts and not any(squashed(title) in squashed(tag) for title in named for tag in tags)


def _recorded(own: str, page: PageTitles) -> str | None:
    """Return the publisher's version of the document's title `own`, or None if there is none.

    This is `page.record` or a heading of the page that the title element repeats. It must agree with `own`, and must
    not be an incomplete or abbreviated form of it.
    """
    record = _telling([page.record])
    tags = {squashed(title) for title in _telling(page.tags)}
    twice = [title for title in _telling(page.shown) if squashed(title) in tags or _forwards(title, own)]
    for title in [*record, *twice]:
        if squashed(title) == squashed(own) or _ADDED_DATE.sub("", own).rstrip() == title:
            return title
        is_part = squashed(own).startswith(squashed(title)) or title.endswith(_CUT_SHORT) or _is_shorter(title, own)
        if titles_match(own, title) and not is_part and kind_of_title(title) and not is_headline(fold_chars(title)):
            return title if (kind_of_title(title) == "解读") == (kind_of_title(own) == "解读") else None
    return None


def _forwards(title: str, own: str) -> bool:
    """Return whether `title` is the title of a notice that issues or forwards the document with the title `own`."""
    return squashed(own) in squashed(title) and bool(_ISSUES.search(title))


def _is_shorter(title: str, own: str) -> bool:
    """Return whether `title` is the title `own` with its issuers omitted or replaced by their number.

    Example: 三部门关于调整…的通知.
    """
    letters = squashed(title)
    subject = letters.partition("关于")[2]
    return bool(subject) and len(letters) < len(squashed(own)) and squashed(own).endswith(f"关于{subject}")


def _telling(titles: Iterable[str | None]) -> list[str]:
    """Return the titles that can be titles of documents, with the site's name removed from them.

    Paragraphs of text, names of sites and their sections, and headings of orders are omitted.
    """
    cut = (cut_site(title) for title in titles if title)
    # The heading of an order (国务院令) names no subject.
    return [title for title in cut if title and _is_title(title) and kind_of_title(title) != "命令"]


def _is_title(title: str) -> bool:
    return not is_column(title.rstrip("。")) and not _is_text(title)


def _is_text(title: str) -> bool:
    """Return whether a string used as a title is a paragraph of text or a call to action (点击查看…)."""
    folded = fold_chars(title).strip()
    sentences = folded.count("。")
    return len(folded) > _LONGEST or sentences > 1 or (sentences == 1 and len(folded) > 60) or is_call(folded)


def _agreed(page: PageTitles, fragment: bool) -> list[str]:
    """Return a list with the title that two elements of the page or the listing agree on, or an empty list.

    Such a title is accepted even if it ends like the name of a site.
    """
    tags = [] if fragment else list(page.tags)
    parts = [part for title in tags for part in parts_of(title)]
    others = {squashed(title) for title in (*tags, *parts)}
    # Title elements without spaces around the hyphen before the site's name: 标题-云川市交通局.
    others |= {squashed(cut) for title in tags if (cut := cut_site(title))}
    listed = squashed(page.listed or "")
    for title in filter(None, (page.record, *page.shown, page.listed)):
        is_shown = title != page.listed and squashed(title) == listed
        if (squashed(title) in others or is_shown) and not is_site(title) and not _is_text(title):
            return [tidy(title)]
    return []


def _events(titles: Iterable[str | None]) -> list[str]:
    """Return a list with the first title that names an event, or an empty list.

    Such a title may end like the name of a site or an authority.
    """
    parts = (part for title in titles if title for part in (title, *parts_of(title)))
    return [tidy(part) for part in parts if not is_site(part) and names_event(part) and not _is_text(part)][:1]


def _is_label(title: str) -> bool:
    return _NO_NAME.fullmatch(title) is not None or is_call(fold_chars(title).strip())


def _last_resort(page: PageTitles, fragment: bool) -> str | None:
    """Return a title that could also be the name of a site section, for a page without a better title, or None.

    The titles are tried in this order: the listing's title, a heading of the page, a part of the title element that
    names an event, the heading of an order. If the text begins in the middle of a document (`fragment`), the title
    element is not used.
    """
    if page.listed and len(squashed(page.listed)) >= 2 and not _is_label(page.listed):
        return tidy(page.listed)
    tags = [] if fragment else page.tags
    headings = [tidy(title) for title in (page.record, *page.shown) if title]
    shown = [title for title in headings if not is_site(title) and not _is_text(title)]
    if usable := [*shown, *_events(tags)]:
        return usable[0]
    orders = (cut_site(title) for title in (page.record, *page.shown, *tags) if title)
    return next((title for title in orders if title and kind_of_title(title) == "命令" and not _is_text(title)), None)
