"""Extraction of links from an HTML listing, by the source's selectors or, without selectors, by repeated rows."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from lxml import etree
from lxml.html import HtmlElement

from crawler.listings.found import source_context
from crawler.listings.html.article_form import ShownRow
from crawler.listings.html.choose import choose_notices
from crawler.listings.html.dom_index import DomIndex, index_dom
from crawler.listings.html.evidence import RowEvidence, is_evident, is_evident_alone
from crawler.listings.html.fields import RowFields
from crawler.listings.html.page_form import is_no_list
from crawler.listings.html.script_rows import frames_of, links_in_data, scripts_of, with_written
from crawler.listings.html.selected import selected_links, unmatched_selectors, value
from crawler.model.addresses import Addresses
from crawler.model.dates import date_in_url
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import ListingError
from crawler.model.link import Link
from crawler.model.listing_options import Select
from crawler.model.page import Page, parse_html
from crawler.model.source import Source
from crawler.text.date_values import in_language
from crawler.text.dates import DateContext, publication_date

_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_AROUND = 12
_SHORTEST = 6
"""Limits for a page with a single link.

`_AROUND` is the number of tokens that are searched for the date of the link, and `_SHORTEST` is the minimum length of
the link's title.
"""
TITLE_LIMIT = 200
"""Maximum number of characters that are kept of a page's title."""
FRAMES = 3
"""Maximum number of frames in a page that are searched for the list."""
SCRIPTS = 4
"""Maximum number of scripts in a page that are searched for the functions that the links call."""


@dataclass(frozen=True)
class HtmlLinks:
    """The links of an HTML listing.

    `doubtful` contains links that may belong to a menu, because their rows have no dates, titles or URLs typical of
    notices; it is empty if `links` is not. If no list was found, `frames` contains the URLs of frames that may contain
    the list, and `scripts` the URLs of scripts that may define the list's links. `place` is the path (tags, classes and
    ids) from the root to the element that contains the links. `unmatched` contains the names of selectors without a
    match. `title` is the title of the page.
    """

    links: list[Link]
    doubtful: list[Link] = field(default_factory=list)
    frames: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    place: str = ""
    unmatched: tuple[str, ...] = ()
    title: str = ""


def read_html(page: Page, source: Source, today: date) -> list[Link]:
    """Return the links of an HTML listing. Raises ListingError when the page cannot be parsed or a selector fails."""
    return read_html_rows(page, source, today).links


def read_html_rows(page: Page, source: Source, today: date) -> HtmlLinks:
    """Return the links of an HTML listing and, in `doubtful`, links that may belong to a menu.

    Raises ListingError like `read_html`.
    """
    context = source_context(source, today, page.fetched_at)
    return _read(with_written(page.text), page.final_url, source.select, context, page.encoding)


def read_markup(text: str, base: str, select: Select, context: DateContext) -> list[Link]:
    """Return the links of a listing's markup, resolved against the URL `base`.

    The markup must contain only the list, not a whole page. Therefore its rows are accepted even without dates, titles
    or URLs typical of notices. Raises ListingError like `read_html`.
    """
    found = _read(text, base, select, context, "utf-8")
    return found.links or found.doubtful


def _read(text: str, base: str, select: Select, context: DateContext, encoding: str) -> HtmlLinks:
    try:
        root = parse_html(text)
    except ValueError as error:
        raise ListingError(ListingDetail.NOT_HTML.of(reason=error)) from error
    addresses = Addresses(root, base, encoding)
    context = in_language(context, root.get("lang") or "")
    try:
        if select.link or select.item:
            links = selected_links(root, select, addresses, context)
            found = HtmlLinks(links, unmatched=unmatched_selectors(root, select) if links else ())
        else:
            found = _found_links(root, select, addresses, context, base)
    except etree.XPathError as error:
        raise ListingError(ListingDetail.SELECTOR.of(reason=error)) from error
    return replace(found, title=" ".join((root.findtext(".//title") or "").split())[:TITLE_LIMIT])


def _found_links(root: HtmlElement, select: Select, addresses: Addresses, context: DateContext, base: str) -> HtmlLinks:
    """Return the links of a listing for which the source has no selector for rows.

    They come from repeated rows, from a page with only one link, or from lists in scripts. `select` may contain
    selectors for the titles and dates of the rows. `base` is the URL of the page.
    """
    page = index_dom(root, addresses)
    context = replace(context, east_asian=any(_EAST_ASIAN.search(token.text) for token in page.tokens))
    chosen = choose_notices(page, context, base)
    links = [_link(fields, select, context) for fields in chosen.rows]
    if links and chosen.evident:
        return HtmlLinks(links, place=chosen.place)
    only = [] if chosen.rows else _only_link(page, context)
    if only and is_evident_alone(RowEvidence(only[0].title or "", only[0].url, bool(only[0].published_on)), base):
        return HtmlLinks(only)
    in_data = links_in_data(root, addresses, context)
    in_rows = [ShownRow(RowEvidence(link.title or "", link.url, bool(link.published_on))) for link in in_data]
    if is_evident([row.evidence for row in in_rows], base) and not is_no_list(page, root, in_rows, base):
        return HtmlLinks(in_data)
    frames = tuple(dict.fromkeys(frames_of(root, addresses)))[:FRAMES]
    scripts = tuple(dict.fromkeys(scripts_of(root, addresses)))[:SCRIPTS] if len(page.dead) > 1 else ()
    return HtmlLinks([], links or only, frames, scripts, chosen.place)


def _link(fields: RowFields, select: Select, context: DateContext) -> Link:
    element = fields.row.element
    title = value(element, select.title) or fields.title
    day = fields.day
    if select.date:
        day = publication_date(value(element, select.date) or "", context) or date_in_url(fields.row.anchor.url)
    return Link(url=fields.row.anchor.url, title=title, published_on=day)


def _only_link(page: DomIndex, context: DateContext) -> list[Link]:
    """Return the link of a page that has only one link, in a list. The list is empty for all other pages.

    The link must have a title. Since such a page has no rows, the link's date is searched for in the first texts of the
    page.
    """
    if len({anchor.url for anchor in page.anchors}) != 1:
        return []
    anchor = min(page.anchors, key=page.rank)
    if not page.is_title(anchor) or len(anchor.full_text) < _SHORTEST:
        return []
    around = " ".join(token.text for token in page.tokens[:_AROUND] if token.text != anchor.text)
    return [
        Link(
            url=anchor.url,
            title=anchor.full_text,
            published_on=publication_date(around, context) or date_in_url(anchor.url),
        )
    ]
