"""Extraction of a listing's rows with the source's selectors."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from crawler.listings.html.column_heads import heads_above, place_in_row
from crawler.model.addresses import Addresses
from crawler.model.checks.link_template import LinkTemplate, is_template, link_template
from crawler.model.dates import date_in_url
from crawler.model.link import Link
from crawler.model.listing_options import Select
from crawler.model.selectors import to_xpath
from crawler.text.date_labels import label_meaning
from crawler.text.date_values import PUBLICATION_ORDER
from crawler.text.dates import DateContext, Meaning, publication_date

_ONLY_DATE = re.compile(r"[\[((【]?\s*\d[\d\s年月日./:\-T]{2,24}\s*[\]))】]?")
_LABEL = 20
_ROW_LINKS = 5
"""Maximum number of links in a row, such as those to the notice, a section of the site, a picture and a file."""
_ROWS = ("li", "tr", "dd", "dt", "article")
_NOT_ROWS = {"html", "body", "ul", "ol", "table", "tbody", "dl", "section", "main", "form"}


def selected_links(root: HtmlElement, select: Select, addresses: Addresses, context: DateContext) -> list[Link]:
    """Return the links that the selectors in `select` find on a page.

    `addresses` resolves their URLs, and `context` is used to parse their dates. Raise etree.XPathError if a selector
    cannot be evaluated.
    """
    if template := _template(select):
        return _templated_links(_find(root, select.item or ""), template, select, addresses, context)
    links = (_link(row, anchor, select, addresses, context) for row, anchor in _selected_rows(root, select))
    return [link for link in links if link]


def links_of_rows(
    rows: Iterable[HtmlElement], select: Select, addresses: Addresses, context: DateContext
) -> list[Link]:
    """Return a link for each row.

    The rows are `rows` or, if the selector `select.item` is set, the elements inside `rows` that match it. If a row has
    several links, or `select.link` matches several, the link with the longest text is used. Raises etree.XPathError
    when a selector cannot be evaluated.
    """
    found: list[Link] = []
    template = _template(select)
    for around in rows:
        inside = _find(around, select.item) if select.item else [around]
        if template:
            found += _templated_links(inside, template, select, addresses, context)
            continue
        for row in inside:
            anchors = (
                _find(row, select.link)
                if select.link
                else [element for element in row.iter("a") if addresses.of(element)]
            )
            anchor = max(anchors, key=lambda anchor: len(_title(anchor) or ""), default=None)
            link = _link(row, anchor, select, addresses, context) if anchor is not None else None
            found += [link] if link else []
    return found


def unmatched_selectors(root: HtmlElement, select: Select) -> tuple[str, ...]:
    """Return the names of the selectors for title and date that match nothing in any row."""
    rows = _find(root, select.item or "") if _template(select) else [row for row, _ in _selected_rows(root, select)]
    named = (("title", select.title), ("date", select.date))
    return tuple(name for name, selector in named if selector and not any(value(row, selector) for row in rows))


def _template(select: Select) -> LinkTemplate | None:
    return link_template(select.link, select.link_pattern) if select.link and is_template(select.link) else None


def _templated_links(
    rows: Iterable[HtmlElement], template: LinkTemplate, select: Select, addresses: Addresses, context: DateContext
) -> list[Link]:
    """Return the links that the template creates from the rows. Rows that lack a required value are omitted."""
    found = []
    for row in rows:
        filled = template.fill(row)
        url = addresses.of_template(filled.href, is_absolute=template.is_absolute) if filled else None
        if filled and url:
            title = value(row, select.title) or _title_around(row, filled.element)
            day = publication_date(value(row, select.date) or "", context) if select.date else None
            if not select.date:
                day = _date_beside(row, filled.element, context)
            found.append(Link(url=url, title=title, published_on=day or date_in_url(url)))
    return found


def _title_around(row: HtmlElement, element: HtmlElement) -> str | None:
    """Return the title of a row whose URL was made from a template, or None.

    `element` is the element with the values for the template. The title is its text or, if that is empty, the text of
    the row's longest link, or else the text of the row.
    """
    anchors = sorted(row.iter("a"), key=lambda anchor: -len(_title(anchor) or ""))
    named = (
        _title(candidate)
        for candidate in ([] if element is row else [element], anchors, [row])
        for candidate in candidate
    )
    return next((title for title in named if title), None)


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
    return [element for element in (found if isinstance(found, list) else []) if isinstance(element, HtmlElement)]


@lru_cache(maxsize=1024)
def _below(selector: str) -> str:
    # Selectors for the fields of a row are relative to the row, not to the document's root.
    return re.sub(r"(^|\||\()\s*(?=/)", r"\1.", to_xpath(selector))


def _row_around(anchor: HtmlElement) -> HtmlElement:
    """Return the row that contains an anchor.

    This is the nearest enclosing element that is typical of rows, such as a list item. If there is none, it is the
    largest element in which the anchor is the only link.
    """
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
    """Return the number of links in an element, up to `most`.

    The limit avoids traversing a long list again for each row.
    """
    return sum(1 for _ in islice((anchor for anchor in element.iter("a") if anchor.get("href")), most))


def value(row: HtmlElement, selector: str | None) -> str | None:
    """Return the text of a selector's first match within a row, or None."""
    if not selector:
        return None
    found = row.xpath(_below(selector))
    first = found[0] if isinstance(found, list) and found else found
    text = first.text_content() if isinstance(first, HtmlElement) else first if isinstance(first, str) else ""
    return " ".join(text.split()) or None


def _link(
    row: HtmlElement, anchor: HtmlElement, select: Select, addresses: Addresses, context: DateContext
) -> Link | None:
    url = addresses.of(anchor) or next(
        (found for element in anchor.iter("a") if (found := addresses.of(element))), None
    )
    if not url:
        return None
    title = value(row, select.title) or _title(anchor)
    day = (
        publication_date(value(row, select.date) or "", context) if select.date else _date_beside(row, anchor, context)
    )
    return Link(url=url, title=title, published_on=day or date_in_url(url))


def _title(anchor: HtmlElement) -> str | None:
    """Return the anchor's text, or its `title` attribute if the text is truncated or empty."""
    dates = {iterdescendant for iterdescendant in anchor.iterdescendants() if _is_date_element(iterdescendant)}
    words = (text for text in anchor.xpath(".//text()") if text.is_tail or text.getparent() not in dates)
    text = " ".join("".join(words).split())
    full = " ".join((anchor.get("title") or "").split())
    shown = text.rstrip(".… ")
    return full if full and (not shown or full.startswith(shown)) else text or full or None


def _date_beside(row: HtmlElement, anchor: HtmlElement, context: DateContext) -> date | None:
    """Return the publication date of a row, which is beside the anchor or in a separate element inside it.

    Dates within the title are ignored. The meaning of a date is determined by the label before it or, without a label,
    by its column head.
    """
    inside = set(anchor.iter())
    heads = heads_above(row)
    found: dict[Meaning, date] = {}
    before = ""
    for text in row.xpath(".//text()"):
        parent = text.getparent()
        beside = parent not in inside or (text.is_tail and parent is anchor)
        apart = (beside and len(text) <= 60) or (not text.is_tail and _is_date_element(parent))
        cell = parent.getparent() if text.is_tail else parent
        meaning = label_meaning(before).meaning if before.endswith((":", "：")) else Meaning.NONE
        if heads and meaning is Meaning.NONE and cell is not None:
            meaning = heads.get(place_in_row(row, cell), Meaning.NONE)
        if apart and (day := publication_date(text, context, meaning)):
            found.setdefault(meaning, day)
        before = text.strip()[-_LABEL:] or before
    return next((found[meaning] for meaning in PUBLICATION_ORDER if meaning in found), None)


def _is_date_element(element: HtmlElement) -> bool:
    """Return whether an element contains only a date and is separated from the text after the element."""
    text = element.text_content().strip()
    tail = element.tail or ""
    return len(text) <= 30 and bool(_ONLY_DATE.fullmatch(text)) and (not tail or tail[0].isspace())
