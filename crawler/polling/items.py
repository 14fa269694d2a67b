"""Notices that share a page. A fragment such as `#n12` identifies the notice's part of the page.

Pure functions; no I/O.
"""

import html
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler.model.link import Link
from crawler.model.page import Page
from crawler.model.url_key import names_a_page
from crawler.text.characters import alphanumeric

_SHORTEST = 20
"""Minimum number of letters that an element must have to be an item rather than a heading or an anchor."""


def is_item(link: Link) -> bool:
    """Return whether the fragment of a link's URL identifies the notice.

    The fragment identifies one of several notices on a page, or it is a route of a single-page application.
    """
    return link.page is None and names_a_page(urlsplit(link.url).fragment)


def item_page(page: Page, link: Link) -> Page:
    """Return a page that contains only the item to which a link leads.

    If the link does not lead to an item, or the page has no element with enough text for it, return `page` unchanged.
    """
    name = unquote(urlsplit(link.url).fragment)
    if not is_item(link) or name.startswith(("/", "!")):
        return page
    try:
        root = page.tree
    except ValueError:
        return page
    item = next((element for element in root.iter() if _is_named(element, name)), None)
    if item is None or len(alphanumeric(item.text_content())) < _SHORTEST:
        return page
    markup = etree.tostring(item, encoding="unicode", method="html", with_tail=False)
    title = html.escape(link.title or "")
    text = f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{markup}</body></html>'
    return replace(page, body=text.encode("utf-8", "replace"), content_type="text/html; charset=utf-8")


def _is_named(element: HtmlElement, name: str) -> bool:
    return isinstance(element, HtmlElement) and name in (element.get("id"), element.get("name"))
