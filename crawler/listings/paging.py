"""Search for the URL of the next page in an HTML listing. Pure functions; no I/O.

The URL is taken from a "next" link, from numbered page links, from the script that generates these links, or from the
page number in the page's own URL.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.model.addresses import Addresses
from crawler.model.page import Page, parse_html
from crawler.model.url_key import url_key

_NEXT = re.compile(
    r"(?i)\W*(?:下一?[页頁]|[后後]一?[页頁]|next(?: page)?|older(?: (?:posts|entries))?|次へ|suivant)\W*"
    r"|[>›»→]{1,2}"
)
_LONGEST = 24
"""Maximum length of the text of a link to the next page, in characters."""
_SCRIPT_TEXT = 300_000
_CALL = re.compile(r"(?i)\bcreate_?page(?:html|nav|bar)?\s{0,9}\(([^()]{1,300})\)")
"""Matches the call of the paging script in TRS's publishing system: createPageHTML(pages, current, name, ending).

Pages are numbered from 0, and the URL of every page after the first page is name_number.ending. In a later version of
the script, the first argument is an element id, and pages are numbered from 1.
"""
_NEXT_LINKS = "//link[@rel='next' and @href] | //a[@rel='next' and @href]"
_NUMBER_PARAM = re.compile(r"(?i)^(?:page|p|pg|paged|pageno|page_?num(?:ber)?|page_?index|curpage|current_?page|pn)$")
_NUMBER_PATH = re.compile(r"(?i)(?<=[_/-])(\d{1,5})(?=(?:\.(?:s?html?|jsp|aspx?|php))?/?$)")


@dataclass(frozen=True)
class NextPage:
    """The URL of a listing's next page.

    `guessed` means that the URL was derived from the current page's URL alone, so the next page may not exist.
    """

    url: str
    guessed: bool = False


def next_page(page: Page, number: int) -> NextPage | None:
    """Return the page after `page` in the listing. `number` is the index of `page`, counted from 0.

    Returns None when there is no next page or the next page is on another host.
    """
    try:
        root = parse_html(page.text)
    except ValueError:
        return None
    addresses = Addresses(root, page.final_url, page.encoding)
    for url in _said(root, addresses, page, number):
        if url and _same_host(url, page.final_url) and url_key(url) != url_key(page.final_url):
            return NextPage(url)
    url = _counted_on(page.final_url, number)
    return NextPage(url, guessed=True) if url else None


def is_paged(root: HtmlElement) -> bool:
    """Return whether a page has links to other pages of the same list, or a script that writes such links."""
    if root.xpath(_NEXT_LINKS) or _by_script(root, ""):
        return True
    words = {_words(element) for element in root.iter("a") if (element.get("href") or "#").strip() != "#"}
    return {"2", "3"} <= words or any(map(_says_next, words))


def _said(root: HtmlElement, addresses: Addresses, page: Page, number: int) -> Iterator[str | None]:
    for link in root.xpath(_NEXT_LINKS):
        yield addresses.resolve(link.get("href"))
    yield _by_script(root, page.final_url)
    anchors = [(_words(element), element) for element in root.iter("a")]
    for words, anchor in anchors:
        if _says_next(words):
            yield addresses.of(anchor)
    yield _by_number(anchors, addresses, number)


def _says_next(words: str) -> bool:
    return len(words) <= _LONGEST and _NEXT.fullmatch(words) is not None


def _words(anchor: HtmlElement) -> str:
    said = " ".join("".join(anchor.itertext()).split())
    return said or (anchor.get("title") or anchor.get("aria-label") or "").strip()


def _by_number(anchors: list[tuple[str, HtmlElement]], addresses: Addresses, number: int) -> str | None:
    """Return the URL of the link whose text is the number of the next page, or None.

    `number` is the index of the current page, counted from 0. If no other link has a number as its text, the result is
    None, because the number may mean something else.
    """
    numbered = {words: addresses.of(anchor) for words, anchor in anchors if words.isascii() and words.isdigit()}
    wanted = str(number + 2)
    others = {str(number + 1), str(number + 3), "1"}
    return numbered.get(wanted) if others & numbered.keys() or len(numbered) > 1 else None


def _by_script(root: HtmlElement, base: str) -> str | None:
    text = "\n".join(element.text or "" for element in root.iter("script"))[:_SCRIPT_TEXT]
    for call in _CALL.finditer(text):
        given = [argument.strip().strip("'\"") for argument in call[1].split(",")]
        named = bool(given) and not given[0].isdigit()
        given = given[1:] if named else given
        if len(given) < 4 or not (given[0].isdigit() and given[1].isdigit()) or not given[3].isalnum():
            continue
        pages = int(given[0])
        current = int(given[1])
        following = current + 1
        if following < pages + (1 if named else 0):
            return urljoin(base, f"{given[2]}_{following}.{given[3]}")
    return None


def _counted_on(url: str, number: int) -> str | None:
    """Return the URL with its page number increased by one, or None if it has no page number.

    `number` is the index of the current page, counted from 0. On the first page, only a query parameter whose name is
    usual for page numbers counts as a page number.
    """
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    for place, (name, value) in enumerate(query):
        if _NUMBER_PARAM.match(name) and re.fullmatch(r"\d{1,5}", value):
            query[place] = (name, str(int(value) + 1))
            return parts._replace(query=urlencode(query)).geturl()
    match = _NUMBER_PATH.search(parts.path)
    if number and match and abs(int(match[1]) - number) <= 1:
        path = f"{parts.path[: match.start()]}{int(match[1]) + 1}{parts.path[match.end() :]}"
        return parts._replace(path=path).geturl()
    return None


def _same_host(one: str, other: str) -> bool:
    here = urlsplit(one)
    there = urlsplit(other)
    return here.netloc.lower() == there.netloc.lower()
