"""HTML listing → links: by the source's selectors, or by the repetition of rows where it has none."""

import re
from dataclasses import replace
from datetime import date

from lxml import etree
from lxml.html import HtmlElement

from crawler.listings.found import source_context
from crawler.listings.html.choose import choose_notices
from crawler.listings.html.dom_index import DomIndex, index_dom
from crawler.listings.html.selected import selected_links, value
from crawler.model.addresses import Addresses
from crawler.model.dates import date_in_url
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
"""Of a page of one link: tokens that are looked at for its date, and characters that its title has at least."""


def read_html(page: Page, source: Source, today: date) -> list[Link]:
    """The links of an HTML listing. Raises ListingError when the page cannot be parsed at all."""
    return read_markup(page.text, page.final_url, source.select, source_context(source, today, page.fetched_at))


def read_markup(text: str, base: str, select: Select, context: DateContext) -> list[Link]:
    """The links of a listing's markup, whose addresses are meant from `base`. Raises ListingError as `read_html`."""
    try:
        root = parse_html(text)
    except ValueError as error:
        raise ListingError(f"the listing is {error}") from error
    addresses = Addresses(root, base)
    context = in_language(context, root.get("lang") or "")
    try:
        if select.link or select.item:
            return selected_links(root, select, addresses, context)
        return _found_links(root, select, addresses, context)
    except etree.XPathError as error:
        raise ListingError(f"a selector cannot be evaluated: {error}") from error


def _found_links(root: HtmlElement, select: Select, addresses: Addresses, context: DateContext) -> list[Link]:
    """The links of the rows that repeat; what `select` names of a row is taken from there."""
    links = []
    page = index_dom(root, addresses)
    context = replace(context, east_asian=any(_EAST_ASIAN.search(token.text) for token in page.tokens))
    for notice in choose_notices(page, context):
        title = value(notice.row.element, select.title) or notice.title
        day = notice.day
        if select.date:
            day = publication_date(value(notice.row.element, select.date) or "", context) or date_in_url(
                notice.row.anchor.url
            )
        links.append(Link(url=notice.row.anchor.url, title=title, published_on=day))
    return links or _only_link(page, context)


def _only_link(page: DomIndex, context: DateContext) -> list[Link]:
    """The link of a page that has but one, if that says a title: nothing repeats on it, and nothing else is there."""
    if len({anchor.url for anchor in page.anchors}) != 1:
        return []
    anchor = min(page.anchors, key=page.rank)
    if not page.is_title(anchor) or len(anchor.says) < _SHORTEST:
        return []
    around = " ".join(token.text for token in page.tokens[:_AROUND] if token.text != anchor.text)
    return [
        Link(
            url=anchor.url, title=anchor.says, published_on=publication_date(around, context) or date_in_url(anchor.url)
        )
    ]
