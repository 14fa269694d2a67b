"""The main text of a page, by trafilatura, or by the source's selector for the body."""

import logging
import re
from dataclasses import dataclass
from datetime import date

from lxml import etree
from lxml.html import HtmlElement, fromstring
from trafilatura import bare_extraction

from crawler.errors import ReadingError
from crawler.page import Page, parse_html
from crawler.selectors import to_xpath

# Elements that end a line when a body is taken as it stands.
ELEMENTS_LIMIT, DEPTH_LIMIT = 15_000, 120
_BLOCKS = "p div br li tr h1 h2 h3 h4 h5 h6 table ul ol dl dd dt section article blockquote pre".split()
# Its remarks on single pages say nothing an operator could act on.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class MainText:
    """The text of a page without its chrome, and `by` what it was found."""

    text: str
    title: str | None
    published_on: date | None
    by: str


def read_main_text(page: Page, body_selector: str | None = None) -> MainText:
    """Main text, title and date of publication. Raises ReadingError when the page cannot be parsed."""
    tree = _parse(page)
    selected = _selected_text(tree, body_selector) if body_selector else ""
    if _is_vast(tree):
        title = _clean(tree.findtext(".//title"))
        by = "selector" if selected else "taking all text of the page, which is vast"
        return MainText(selected or _all_text(tree), title, None, by)
    # Precision first: on Chinese pages the default keeps recommendation and "next article" blocks.
    document = bare_extraction(
        tree,
        url=page.final_url,
        include_comments=False,
        favor_precision=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    title = _clean(getattr(document, "title", None))
    day = _day(getattr(document, "date", None))
    if selected:
        return MainText(selected, title, day, "selector")
    text = getattr(document, "text", None) or ""
    if text.strip():
        return MainText(text.strip(), title, day, "trafilatura")
    return MainText(_all_text(_parse(page)), title, day, "taking all text of the page")


def _is_vast(tree: HtmlElement) -> bool:
    """Whether a page has more elements, or deeper ones, than extraction manages in a few seconds: its time grows with
    their product. Long tables of names are such pages, and so are traps."""
    depth = elements = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > DEPTH_LIMIT or elements > ELEMENTS_LIMIT:
            return True
    return False


def _parse(page: Page) -> HtmlElement:
    try:
        return parse_html(page.text)
    except ValueError as error:
        raise ReadingError(f"the page is {error}") from error


def _selected_text(tree: HtmlElement, selector: str) -> str:
    try:
        found = tree.xpath(to_xpath(selector))
    except etree.XPathError as error:
        raise ReadingError(f"the selector of the body cannot be evaluated: {error}") from error
    elements = [one for one in found if isinstance(one, HtmlElement)] if isinstance(found, list) else []
    return "\n".join(filter(None, (_all_text(one) for one in elements[:1])))


def _all_text(element: HtmlElement) -> str:
    copy = fromstring(etree.tostring(element, encoding="unicode", with_tail=False))
    etree.strip_elements(copy, "script", "style", "noscript", "template", etree.Comment, with_tail=False)
    laid_out = {id(one) for pre in copy.iter("pre") for one in pre.iter()}
    for one in copy.iter():
        # A line break in the source is a space, but for where text is laid out already.
        if id(one) not in laid_out:
            one.text = _spaced(one.text)
        if id(one) not in laid_out or one.tag == "pre":
            one.tail = _spaced(one.tail)
    for block in copy.iter(*_BLOCKS):
        block.tail = "\n" + (block.tail or "")
        if block.tag != "br":
            block.text = "\n" + (block.text or "")
    lines = (" ".join(line.split()) for line in copy.text_content().splitlines())
    return "\n".join(line for line in lines if line)


def _spaced(text: str | None) -> str | None:
    return re.sub(r"\s+", " ", text) if text else text


def _clean(title: str | None) -> str | None:
    return " ".join(title.split()) or None if title else None


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
