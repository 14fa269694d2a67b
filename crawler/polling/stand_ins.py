"""Detection of pages served instead of a listing or a notice: login, maintenance and error pages.

A phrase alone is not sufficient, since notices mention maintenance, too. The page must also be short, and must not
contain the notice's title in the listing. Pure functions; no I/O.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from crawler.model.errors import (
    BrowserRequiredError,
    FetchError,
    LoginRequiredError,
    MaintenanceError,
    TemporaryPageError,
)
from crawler.model.page import Page, parse_html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST = 400
_LONGEST_ERROR = 200
"""Maximum number of letters outside links on a page that is served instead of a listing or a notice.

`_LONGEST` applies to pages served instead of a listing; `_LONGEST_ERROR` applies to pages served instead of a notice
and to all error pages.
"""
_PHRASE_LINE = 120
"""Maximum number of characters of a line that is searched for error phrases."""
_SHELL = 8
"""A page with scripts has no content of its own if it has fewer letters outside links than this number."""
_OWN_TEXT = 60
"""Minimum number of letters in a notice, not counting its title and the lines with error phrases."""
_SHORTEST_NOTICE = 40
"""Minimum number of letters of a notice on a page that does not contain its title."""
_LONGEST_FOREIGN = 120
"""Number of letters from which a page that does not contain its title is taken as a notice under another title."""
_FEATURES = 3
_SHARED = 0.2
"""Minimum number of words in a title that can be compared with a page, and minimum share of these words on the page."""
_SILENT = frozenset({"script", "style", "template", "head", "a", "option", "footer", "nav"})
_FILE = re.compile(r"(?i)\.(?:pdf|docx?|ofd|wps|xlsx?|zip|rar|jpe?g|png|gif)(?:$|[?#])")
_ERRORS: dict[str, type[FetchError]] = {
    "asks_for_login": LoginRequiredError,
    "maintenance": MaintenanceError,
    "asks_for_browser": BrowserRequiredError,
    "error_page": TemporaryPageError,
}


@dataclass(frozen=True)
class _Vocabulary:
    titles: frozenset[str]
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class _Text:
    """The text of a page outside its links, normalized by `fold` and split into lines, with properties of the page."""

    title: str
    lines: tuple[str, ...]
    letters: int
    has_password: bool
    is_scripted: bool
    has_media: bool

    @property
    def whole(self) -> str:
        return "\n".join(self.lines)


@cache
def _vocabulary() -> dict[str, _Vocabulary]:
    data = tomllib.loads((files("crawler.polling") / "data" / "stand_ins.toml").read_text(encoding="utf-8"))
    return {
        code: _Vocabulary(frozenset(map(fold, words["titles"])), tuple(map(fold, words["phrases"])))
        for code, words in data.items()
    }


def listing_stand_in(page: Page) -> FetchError | None:
    """Return the error for a page that was served instead of a listing, or None."""
    text = _text_of(page)
    if text is None:
        return None
    if text.has_password:
        return LoginRequiredError("the site requires a login: the listing page shows a password form")
    return _said(text, _LONGEST) or _shell(text)


def notice_stand_in(page: Page, title: str | None, *, is_text_apart: bool = False) -> FetchError | None:
    """Return the error for a page that was served instead of a notice listed with `title`, or None.

    `is_text_apart`: the listing gives the URL of the notice's text besides that of its page, and the text may lack the
    title.
    """
    text = _text_of(page)
    if text is None:
        return None
    from crawler.reading.withdrawn import says_withdrawn

    if says_withdrawn(text.whole):
        return None  # a withdrawn notice, which the reader of the page reports as gone
    held = bool(title) and _beginning(title or "") in _letters(text.whole)
    said = _said(text, _LONGEST_ERROR)
    if said and not (held and (not isinstance(said, TemporaryPageError) or _has_text_of_its_own(text, title or ""))):
        return said
    if text.has_password and text.letters < _LONGEST_ERROR and not held:
        return LoginRequiredError("the site requires a login: the page shows a password form instead of the notice")
    return None if held else _shell(text) or _foreign(text, title, is_text_apart=is_text_apart)


def _has_text_of_its_own(text: _Text, title: str) -> bool:
    """Return whether a page has enough text besides its title and the lines with error phrases."""
    phrases = _vocabulary()["error_page"].phrases
    name = _letters(fold(title))
    lines = [_letters(line) for line in text.lines if not any(phrase in line for phrase in phrases)]
    return sum(len(line) for line in lines if line not in name) >= _OWN_TEXT


def _foreign(text: _Text, title: str | None, *, is_text_apart: bool) -> FetchError | None:
    """Return the error for a short page about another subject than the title in the listing, or None.

    A page that shows a picture or a file may be a scanned notice, and a page without any words is left to its reader.
    """
    if text.has_media or text.is_scripted:
        return None
    if (
        not title
        or not (text.letters or text.title)
        or text.letters >= _LONGEST_FOREIGN
        or _beginning(title) in _letters(text.title)
    ):
        return None
    if text.letters < _SHORTEST_NOTICE:
        return TemporaryPageError("the page has hardly any text and lacks the title from the listing")
    wanted = _features(fold(title))
    shared = len(wanted & _features(f"{text.title}\n{text.whole}"))
    if is_text_apart or len(wanted) < _FEATURES or shared >= _SHARED * len(wanted):
        return None
    return TemporaryPageError("the page has little text, and none of it is about the title from the listing")


def _features(text: str) -> set[str]:
    """Return the words of a folded text, and the pairs of adjacent characters in scripts without spaces."""
    found = {word for word in re.findall(r"[^\W_]{4,}", text) if word < "\u2e80"}
    for run in re.findall(r"[\u2e80-\u9fff\uac00-\ud7af]+", text):
        found.update(run[place : place + 2] for place in range(len(run) - 1))
    return found


def _said(text: _Text, longest: int) -> FetchError | None:
    if text.letters > longest:
        return None
    for code, words in _vocabulary().items():
        limit = min(longest, _LONGEST_ERROR) if code == "error_page" else longest
        if text.letters > limit:
            continue
        if text.title in words.titles and (code != "error_page" or text.letters < _LONGEST_ERROR / 2):
            return _ERRORS[code](f"the page is titled {text.title[:60]!r}")
        for line in (text.title, *text.lines):
            if len(line) <= _PHRASE_LINE and any(phrase in line for phrase in words.phrases):
                return _ERRORS[code](f"the page says: {line[:100]}")
    return None


def _shell(text: _Text) -> FetchError | None:
    if text.is_scripted and not text.has_media and text.letters < _SHELL:
        return TemporaryPageError("the page has no text")
    return None


def _text_of(page: Page) -> _Text | None:
    try:
        root = parse_html(page.text)
    except ValueError:
        return None
    title = " ".join((root.findtext(".//title") or "").split())
    lines = tuple(_lines(root))
    return _Text(
        title=fold(title)[:200].strip(" !！。.…"),
        lines=lines,
        letters=len(_letters("".join(lines))),
        has_password=bool(root.xpath("//input[translate(@type, 'PASWORD', 'pasword') = 'password']")),
        is_scripted=next(root.iter("script"), None) is not None,
        has_media=any(_FILE.search(href) for href in root.xpath("//a/@href"))
        or next(root.iter("img", "iframe", "embed", "object"), None) is not None,
    )


def _lines(root: "HtmlElement") -> list[str]:
    """Return the folded lines of the page's text, without links, navigation and footers."""
    found: list[str] = []

    def walk(element: "HtmlElement", depth: int) -> None:
        if isinstance(element.tag, str) and element.tag not in _SILENT and depth < 200:
            found.append(element.text or "")
            for child in element:
                walk(child, depth + 1)
                found.append(child.tail or "")
            if element.tag not in ("b", "strong", "span", "font", "em", "i", "u"):
                found.append("\n")

    walk(root, 0)
    text = "".join(found)[:200_000]
    return [fold(words) for line in text.splitlines() if (words := " ".join(line.split()))]


def fold(text: str) -> str:
    """Return a text normalized for comparison with phrases: simplified characters, half width, lower case."""
    from crawler.reading.fold import fold_text

    return fold_text(text).lower()


def _beginning(title: str) -> str:
    return _letters(fold(title))[:10]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
