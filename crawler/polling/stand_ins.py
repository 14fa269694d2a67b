"""Detection of stand-in pages: login, maintenance and error pages that a site serves in place of a requested page.

The requested page is a listing or a notice. A phrase alone is not sufficient, because notices mention maintenance, too.
The page must also be short, and must not contain the notice's title from the listing. Pure functions; no I/O.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from crawler.model.details.pages import PageDetail
from crawler.model.errors import (
    BrowserRequiredError,
    FetchError,
    LoginRequiredError,
    MaintenanceError,
    TemporaryPageError,
)
from crawler.model.page import Page
from crawler.text.characters import alphanumeric

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST = 400
_LONGEST_ERROR = 200
"""Maximum number of letters outside links on a page that is served instead of a listing or a notice.

`_LONGEST` applies to pages served instead of a listing; `_LONGEST_ERROR` applies to pages served instead of a notice
and to all error pages.
"""
_PHRASE_LINE = 120
"""Maximum number of characters that a line may have to be searched for error phrases."""
_SHELL = 8
"""A page that consists of scripts has fewer letters outside links than this number.

Its text is loaded by the scripts.
"""
_OWN_TEXT = 60
"""Minimum number of letters in a notice with phrases of error pages.

The title and the lines with these phrases are not counted.
"""
_SHORTEST_TEXT = 15
"""Minimum number of letters, not counting the title, in a notice that mentions a login, maintenance or an error."""
_SHORTEST_NOTICE = 40
"""Minimum number of letters on a page that can be a notice although the page does not contain the notice's title."""
_LONGEST_FOREIGN = 120
"""A page without the notice's title is accepted as a notice with another title from this number of letters on."""
_PART = re.compile(r"(?:\(?[一二三四五六七八九十]{1,3}[、)]|第[一二三四五六七八九十]{1,3}条)\s*\w")
"""Matches the beginning of a numbered part of a Chinese document."""
_ADDRESSEES = re.compile(r"(?:各|有关|相关|市|县|区|省).{0,60}(?:政府|单位|部门|企业|机构|公司|街道|[局委办厅处院校]):")
"""Matches a line with the addressees of a Chinese document."""
_FEATURES = 3
_SHARED = 0.2
"""Minimum number of words in a title that can be compared with a page, and minimum share of these words on the page."""
_BEGINNING_SIZE = 2_000
_WHOLE = 200_000
"""The number of characters, with blanks, in the beginning of a page and in the longest page that is read as a whole."""
_WITHIN_LINES = frozenset(("b", "strong", "span", "font", "em", "i", "u"))
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
    """The text and some properties of a page that may be a stand-in page.

    `lines` are the lines of the text without links, normalized by `fold`. They may be only the page's first lines.
    """

    root: "HtmlElement"
    lines: tuple[str, ...]

    @cached_property
    def title(self) -> str:
        title = " ".join((self.root.findtext(".//title") or "").split())
        return fold(title)[:200].strip(" !！。.…")

    @cached_property
    def whole(self) -> str:
        return "\n".join(self.lines)

    @cached_property
    def letters_of_lines(self) -> str:
        return alphanumeric("".join(self.lines))

    @property
    def letters(self) -> int:
        """Return the number of letters and digits in the lines."""
        return len(self.letters_of_lines)

    @cached_property
    def has_password(self) -> bool:
        return any((field.get("type") or "").lower() == "password" for field in self.root.iter("input"))

    @cached_property
    def is_scripted(self) -> bool:
        return next(self.root.iter("script"), None) is not None

    @cached_property
    def has_media(self) -> bool:
        return (
            any(_FILE.search(href) for href in self.root.xpath("//a/@href"))
            or next(self.root.iter("img", "iframe", "embed", "object"), None) is not None
        )


@cache
def _vocabulary() -> dict[str, _Vocabulary]:
    data = tomllib.loads((files("crawler.polling") / "data" / "stand_ins.toml").read_text(encoding="utf-8"))
    return {
        code: _Vocabulary(frozenset(map(fold, words["titles"])), tuple(map(fold, words["phrases"])))
        for code, words in data.items()
    }


def listing_stand_in(page: Page) -> FetchError | None:
    """Return an error if a page was served in place of a listing, otherwise None."""
    root = _root_of(page)
    if root is None:
        return None
    text = _text_of(root, _BEGINNING_SIZE)
    if text.has_password:
        return LoginRequiredError(PageDetail.LOGIN_FOR_LISTING.of())
    if text.letters > _LONGEST:
        return None
    text = _text_of(root)
    return _said(text, _LONGEST) or _shell(text)


def notice_stand_in(page: Page, title: str | None, *, is_text_apart: bool = False) -> FetchError | None:
    """Return an error if a page was served in place of a notice, otherwise None.

    `title` is the notice's title in the listing. `is_text_apart` means that the listing has a separate URL for the
    notice's text, so the text may lack the title.
    """
    root = _root_of(page)
    if root is None:
        return None
    beginning = _text_of(root, _BEGINNING_SIZE)
    if beginning.letters > _LONGEST_ERROR and _own_letters(beginning, title or "") >= _OWN_TEXT:
        return None  # most notices; the rest of the text could only add to these letters
    text = _text_of(root)
    from crawler.reading.withdrawn import LONGEST, says_withdrawn

    if text.letters <= LONGEST and says_withdrawn(text.whole):
        return None  # a withdrawn notice, which the reader of the page reports as gone
    held = bool(title) and _beginning(title or "") in text.letters_of_lines
    said = _said(text, _LONGEST_ERROR)
    if held:
        bare = _own_letters(text, title or "")
        least = _OWN_TEXT if isinstance(said, TemporaryPageError) else _SHORTEST_TEXT
        said = (said if bare < least else None) or (_error_of_title(text) if bare < _SHORTEST_TEXT else None)
    if said:
        return said
    if text.has_password and text.letters < _LONGEST_ERROR and not held:
        return LoginRequiredError(PageDetail.LOGIN_FOR_NOTICE.of())
    return None if held else _shell(text) or _foreign(text, title, is_text_apart=is_text_apart)


def _own_letters(text: _Text, title: str) -> int:
    """Return how many letters a page has besides its title and the messages of error pages, counted up to `_OWN_TEXT`.

    Lines that repeat the title and lines with a phrase of error pages are not counted.
    """
    phrases = _vocabulary()["error_page"].phrases
    name = alphanumeric(fold(title))
    count = 0
    for line in text.lines:
        letters = alphanumeric(line)
        if letters not in name and not any(phrase in line for phrase in phrases):
            count += len(letters)
            if count >= _OWN_TEXT:
                break
    return count


def _error_of_title(text: _Text) -> FetchError | None:
    """Return the error for a page with a line such as `404 Not Found` or 页面不存在, or None."""
    titles = _vocabulary()["error_page"].titles
    named = next((line for line in text.lines if line.strip(" !！。.…") in titles), None)
    if named is None or text.has_media:
        return None
    return TemporaryPageError(PageDetail.SAYS.of(text=named[:100]))


def _foreign(text: _Text, title: str | None, *, is_text_apart: bool) -> FetchError | None:
    """Return an error if a page cannot be the notice listed with `title`, otherwise None.

    Such a page has hardly any text, or it is short and about another subject. The result is always None for a page with
    a picture or a file, because it may be a scanned notice, and for a page with neither text nor title.
    """
    if text.has_media or text.is_scripted:
        return None
    if (
        not title
        or not (text.letters or text.title)
        or text.letters >= _LONGEST_FOREIGN
        or _beginning(title) in alphanumeric(text.title)
    ):
        return None
    if text.letters < _SHORTEST_NOTICE:
        return TemporaryPageError(PageDetail.HARDLY_ANY_TEXT.of())
    wanted = _features(fold(title))
    shared = len(wanted & _features(f"{text.title}\n{text.whole}"))
    if is_text_apart or len(wanted) < _FEATURES or shared >= _SHARED * len(wanted) or _is_official_document(text):
        return None
    return TemporaryPageError(PageDetail.OTHER_SUBJECT.of())


def _is_official_document(text: _Text) -> bool:
    """Return whether a page has addressees or numbered parts, like official documents in Chinese.

    Error pages have neither.
    """
    parts = sum(1 for line in text.lines if _PART.match(line))
    return parts > 1 or any(_ADDRESSEES.fullmatch(line) for line in text.lines)


def _features(text: str) -> set[str]:
    """Return the words of a folded text and, in scripts without spaces, the pairs of adjacent characters."""
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
            return _ERRORS[code](PageDetail.TITLED.of(title=repr(text.title[:60])))
        for line in (text.title, *text.lines):
            if len(line) <= _PHRASE_LINE and any(phrase in line for phrase in words.phrases):
                return _ERRORS[code](PageDetail.SAYS.of(text=line[:100]))
    return None


def _shell(text: _Text) -> FetchError | None:
    if text.is_scripted and not text.has_media and text.letters < _SHELL:
        return TemporaryPageError(PageDetail.NO_TEXT.of())
    return None


def _root_of(page: Page) -> "HtmlElement | None":
    try:
        return page.tree
    except ValueError:
        return None


def _text_of(root: "HtmlElement", limit: int = _WHOLE) -> _Text:
    return _Text(root, tuple(_lines(root, limit)))


def _lines(root: "HtmlElement", limit: int) -> list[str]:
    """Return the folded lines of the page's text, without links, navigation and footers.

    Only the first `limit` characters are read. If this is less than `_WHOLE`, their last line is omitted, because it
    may be incomplete.
    """
    found: list[str] = []
    size = 0

    def add(text: str) -> None:
        nonlocal size
        found.append(text)
        size += len(text)

    def walk(element: "HtmlElement", depth: int) -> None:
        if isinstance(element.tag, str) and element.tag not in _SILENT and depth < 200:
            add(element.text or "")
            for child in element:
                if size > limit:
                    return
                walk(child, depth + 1)
                add(child.tail or "")
            if element.tag not in _WITHIN_LINES:
                add("\n")

    walk(root, 0)
    said = "".join(found)[:limit].splitlines()
    if limit < min(size, _WHOLE):
        del said[-1:]
    lines = [words for line in said if (words := " ".join(line.split()))]
    # All lines are folded in one call, because each call has a fixed cost.
    return fold("\n".join(lines)).split("\n") if lines else []


def fold(text: str) -> str:
    """Return a text normalized for comparison with phrases: simplified characters, half width, lower case."""
    from crawler.reading.fold import fold_text

    return fold_text(text).lower()


def _beginning(title: str) -> str:
    return alphanumeric(fold(title))[:10]
