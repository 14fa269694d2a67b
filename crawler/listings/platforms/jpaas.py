"""jpaas: pages with script tags ("units") that request a list, which the server returns as markup in JSON.

The request of `<script url="/api-gateway/jpaas-publish-server/front/page/build/unit"
querydata="{'parseType':'buildstatic', 'webId':…, 'tplSetId':…, 'pageType':'column', 'tagId':…, 'pageId':…}">` returns
`{"data": {"html": "<ul>…"}}`. The next page is requested with `paramJson={"pageNo":2,"pageSize":20}`. Some portals
spell `buildstatic` as `bulidstatic`.
"""

import json
import re
from datetime import date
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from crawler.listings.found import Found, source_context
from crawler.listings.html import read_markup
from crawler.listings.html.selected import links_of_rows
from crawler.listings.platforms.script_values import number, pairs, query, with_query
from crawler.model.addresses import Addresses
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import FeedBrokenError, ListingError, NoLinksError
from crawler.model.link import Link
from crawler.model.page import Page, parse_html
from crawler.model.selectors import to_xpath
from crawler.model.source import Source

_UNIT = re.compile(r"(?i)<script\b[^<>]{0,2000}\bquerydata\s{0,9}=")
_PAGING = re.compile(
    r"(?i)(?:\bquerydata\s{0,9}=\s{0,9}\"\{([^\"{}]{0,1000})\}\"|<[^<>]{0,500}\bpageno\s{0,9}=[^<>]{0,500}>)"
)
_COUNT = re.compile(r"""(?i)['"\s]?\b(rows|count|pageNo)['"]?\s{0,9}[:=]\s{0,9}['"]?(\d{1,9})""")
_MOST_UNITS = 4
_ROWS = 20


def recognises(page: Page) -> bool:
    """Return whether the page has a script tag with a `querydata` attribute, which requests a list."""
    return bool(_UNIT.search(page.text))


def list_addresses(page: Page, source: Source) -> tuple[str, ...]:
    """Return the URLs of the lists that the page's script tags ("units") request, at most _MOST_UNITS.

    The result is empty if the page is itself the response to such a request. Raises ListingError when the page has no
    unit.
    """
    if _is_json(page):
        return ()
    try:
        root = parse_html(page.text)
    except ValueError as error:
        raise ListingError(ListingDetail.NOT_HTML.of(reason=error)) from error
    found = [address for script in _scripts(root, source) if (address := _address(script, page))]
    if not found:
        raise ListingError(ListingDetail.NO_JPAAS.of())
    return tuple(dict.fromkeys(found))[:_MOST_UNITS]


def read_list(page: Page, source: Source, today: date) -> Found:
    """Return the list in a unit's response.

    Raises ListingError when the response has no list, and NoLinksError for a page that only requests the list.
    """
    if not _is_json(page):
        raise NoLinksError(ListingDetail.LIST_ELSEWHERE.of(url=list_addresses(page, source)[0]))
    markup = _markup(page)
    # URLs in the markup are relative to the page that it is inserted into.
    links = _links(markup, source, today) if markup.strip() else []
    return Found(links, rows=len(links), next=_next(page, markup, len(links)))


def _links(markup: str, source: Source, today: date) -> list[Link]:
    """Return the links in the markup of a list.

    If the list has too few rows to be recognized as a list, the links in its `li` and `tr` elements are returned.
    """
    context = source_context(source, today)
    links = read_markup(markup, source.url, source.select, context)
    if links or source.select.item or source.select.link:
        return links
    root = parse_html(markup)
    return links_of_rows(root.iter("li", "tr"), source.select, Addresses(root, source.url), context)


def _is_json(page: Page) -> bool:
    return page.text.lstrip("\ufeff \t\r\n").startswith(("{", "["))


def _scripts(root: HtmlElement, source: Source) -> list[HtmlElement]:
    meant = root.xpath(to_xpath(source.select.unit)) if source.select.unit else [root]
    around = [element for element in meant if isinstance(element, HtmlElement)] if isinstance(meant, list) else []
    return [
        script
        for element in around
        for script in element.iter("script")
        if script.get("querydata") and script.get("url")
    ]


def _address(script: HtmlElement, page: Page) -> str | None:
    values = pairs(script.get("querydata") or "")
    try:
        return with_query(urljoin(page.final_url, (script.get("url") or "").strip()), values) if values else None
    except ValueError:
        return None


def _markup(page: Page) -> str:
    try:
        answer: Any = json.loads(page.text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise FeedBrokenError(ListingDetail.RESPONSE_MALFORMED.of(reason=error)) from error
    data = answer.get("data") if isinstance(answer, dict) else None
    markup = data.get("html") if isinstance(data, dict) else data
    if not isinstance(markup, str):
        said = str(answer.get("message") or answer.get("msg") or "") if isinstance(answer, dict) else ""
        detail = ListingDetail.NO_DATA_HTML_BECAUSE.of(reason=said[:200]) if said else ListingDetail.NO_DATA_HTML.of()
        raise ListingError(detail)
    return markup


def _next(page: Page, markup: str, links: int) -> str | None:
    """Return the URL of the next page of a list, or None after the last page.

    `markup` is the current page of the list, and `links` is the number of links in it. The last page is determined by
    the page size and the total count in the paging markup. If the page size is missing there, it is taken from the
    request, or else it is `links`.
    """
    asked = {name.lower(): int(value) for name, value in _COUNT.findall(query(page.url).get("paramJson", ""))}
    asked |= {"rows": size} if (size := _page_size(page)) else {}
    said: dict[str, int] = {}
    for paging in _PAGING.finditer(markup):
        said |= {name.lower(): int(value) for name, value in _COUNT.findall(paging[0])}
    size = said.get("rows") or asked.get("rows") or max(links, 1)
    turn = asked.get("pageno") or said.get("pageno") or 1
    if not links or (said.get("count") is not None and said["count"] <= turn * size):
        return None
    return with_query(
        page.url, {"paramJson": json.dumps({"pageNo": turn + 1, "pageSize": size}, separators=(",", ":"))}
    )


def _page_size(page: Page) -> int | None:
    return number(pairs(query(page.url).get("paramJson", "")).get("pageSize"))
