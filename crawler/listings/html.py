"""HTML listing → links: by the source's selectors, or by the repetition of rows where it has none."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler.dates import date_in_url, parse_date
from crawler.errors import ListingError
from crawler.page import Page, parse_html
from crawler.poll import Link
from crawler.selectors import to_xpath
from crawler.source import Select, Source

_ANY_DAY = date(2100, 1, 1)
_ONLY_DATE = re.compile(r"[\[((【]?\s*\d[\d\s年月日./:\-T]{2,24}\s*[\]))】]?")
ANCHOR_LIMIT = 12_000
"""Links of a page that are looked at where no selector names them."""
_ROW_LINKS = 5
"""Links that a row may hold besides its notice's: a column, a picture, a file."""
_INLINE = {"b", "strong", "font", "span", "em", "i", "u", "h1", "h2", "h3", "h4", "h5", "h6", "p"}
_ROWS = ("li", "tr", "dd", "dt", "article")
_NOT_ROWS = {"html", "body", "ul", "ol", "table", "tbody", "dl", "section", "main", "form"}
_FURNITURE = re.compile(r"(?i)(^|[\s_-])(nav|menu|foot|footer|head|header|bread|crumb\w*|breadcrumb|pag\w*|side\w*)")


def read_html(page: Page, source: Source, today: date) -> list[Link]:
    """The links of an HTML listing. Raises ListingError when the page cannot be parsed at all."""
    try:
        root = parse_html(page.text)
    except ValueError as error:
        raise ListingError(f"the listing is {error}") from error
    base = _base(root, page.final_url)
    select = source.select
    try:
        rows = _selected_rows(root, select) if select.link or select.item else _repeated_rows(root)
        links = [_link(row, anchor, select, base, today) for row, anchor in rows]
    except etree.XPathError as error:
        raise ListingError(f"a selector cannot be evaluated: {error}") from error
    return [link for link in links if link]


def _base(root: HtmlElement, url: str) -> str:
    href = root.xpath("string(//base/@href)").strip()
    try:
        return urljoin(url, href) if href else url
    except ValueError:
        return url


def _selected_rows(root: HtmlElement, select: Select) -> Iterable[tuple[HtmlElement, HtmlElement]]:
    if select.item:
        for row in _find(root, select.item):
            found = _find(row, select.link or "a[href]")
            if found:
                yield row, found[0]
    elif select.link:
        for anchor in _find(root, select.link):
            yield _row_around(anchor), anchor


def _find(element: HtmlElement, selector: str) -> list[HtmlElement]:
    found = element.xpath(_below(selector))
    return [one for one in (found if isinstance(found, list) else []) if isinstance(one, HtmlElement)]


@lru_cache(maxsize=1024)
def _below(selector: str) -> str:
    # Selectors of a row are meant below the row, not from the document's root.
    return re.sub(r"(^|\||\()\s*(?=/)", r"\1.", to_xpath(selector))


def _row_around(anchor: HtmlElement) -> HtmlElement:
    """The row that the anchor stands in, or else the largest element around it that holds no other link."""
    row = anchor
    for parent in anchor.iterancestors():
        links = _count_links(parent, _ROW_LINKS + 1)
        if parent.tag in _ROWS and links <= _ROW_LINKS:
            return parent
        if parent.tag in _NOT_ROWS or links > 1:
            break
        row = parent
    return row


def _count_links(element: HtmlElement, most: int) -> int:
    """How many links an element holds, counted to `most`: a long list is not gone through again for each row."""
    return sum(1 for _ in islice((one for one in element.iter("a") if one.get("href")), most))


def _value(row: HtmlElement, selector: str | None) -> str | None:
    if not selector:
        return None
    found = row.xpath(_below(selector))
    first = found[0] if isinstance(found, list) and found else found
    text = first.text_content() if isinstance(first, HtmlElement) else first if isinstance(first, str) else ""
    return " ".join(text.split()) or None


def _link(row: HtmlElement, anchor: HtmlElement, select: Select, base: str, today: date) -> Link | None:
    href = (anchor.get("href") or next(iter(anchor.xpath(".//a/@href")), "")).strip()
    try:
        url = urljoin(base, href)
        if not href or urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            return None
    except ValueError:
        return None
    if href.startswith("#"):
        return None
    title = _value(row, select.title) or _title(anchor)
    day = parse_date(_value(row, select.date) or "", today) if select.date else _date_beside(row, anchor, today)
    return Link(url=url, title=title, published_on=day or date_in_url(url))


def _title(anchor: HtmlElement) -> str | None:
    """The anchor's text, or its `title` where the text is cut short."""
    dates = {one for one in anchor.iterdescendants() if _is_date_element(one)}
    words = (text for text in anchor.xpath(".//text()") if text.is_tail or text.getparent() not in dates)
    text = " ".join("".join(words).split())
    full = " ".join((anchor.get("title") or "").split())
    shown = text.rstrip(".… ")
    return full if full and (not shown or full.startswith(shown)) else text or full or None


def _date_beside(row: HtmlElement, anchor: HtmlElement, today: date) -> date | None:
    """The date in the row beside the anchor, or in an element of its own inside it; never one in the title's words."""
    inside = set(anchor.iter())
    for text in row.xpath(".//text()"):
        parent = text.getparent()
        beside = parent not in inside or (text.is_tail and parent is anchor)
        apart = (beside and len(text) <= 60) or (not text.is_tail and _is_date_element(parent))
        if apart and (day := parse_date(text, today)):
            return day
    return None


def _is_date_element(element: HtmlElement) -> bool:
    """Whether an element holds a date and nothing else, and stands by itself, not in the run of a sentence."""
    text, tail = element.text_content().strip(), element.tail or ""
    return len(text) <= 30 and bool(_ONLY_DATE.fullmatch(text)) and (not tail or tail[0].isspace())


def _repeated_rows(root: HtmlElement) -> list[tuple[HtmlElement, HtmlElement]]:
    """The page's most telling group of like rows: many, with long titles, with dates, outside page furniture."""
    groups: dict[tuple[str, ...], list[HtmlElement]] = defaultdict(list)
    for anchor in root.xpath("//a[@href]")[:ANCHOR_LIMIT]:
        if len(" ".join(anchor.text_content().split())) >= 4 or anchor.get("title"):
            groups[_shape(anchor)].append(anchor)
    best = max(groups.values(), key=_weight, default=[])
    return [(_row_around(anchor), anchor) for anchor in best] if _weight(best) > 0 else []


def _shape(anchor: HtmlElement) -> tuple[str, ...]:
    """Where an anchor stands: the tags all the way up, and the names of its list and of what is around that."""
    up = [one for one in anchor.iterancestors() if isinstance(one.tag, str)]
    holder = next((place for place, one in enumerate(up) if one.tag in _NOT_ROWS), len(up))
    names = (f"{one.get('class', '')}#{one.get('id', '')}" for one in up[holder : holder + 4])
    return (*(one.tag for one in up if one.tag not in _INLINE), *names)


def _weight(anchors: list[HtmlElement]) -> float:
    if not anchors:
        return 0
    lengths = sorted(len(_title(anchor) or "") for anchor in anchors)
    typical = lengths[len(lengths) // 2]
    sample = anchors[:30]
    dated = sum(1 for one in sample if _dated(one)) / len(sample)
    furniture = any(_is_furniture(up) for up in anchors[0].iterancestors())
    return min(len(anchors), 40) * min(typical, 40) * (0.25 + dated) * (0.1 if furniture else 1.0)


def _dated(anchor: HtmlElement) -> bool:
    row = _row_around(anchor)
    return bool(parse_date(" ".join(row.text_content().split()), _ANY_DAY))


def _is_furniture(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in ("nav", "footer", "header", "aside") or bool(_FURNITURE.search(names))
