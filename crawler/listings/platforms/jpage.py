"""Hanweb jpage: a page (`/col/col123/index.html`) with its first rows in a script and the other rows from a proxy.

Each section of a site ("column") has such a page. `<div id="356383"><script
type="text/xml"><datastore>…<record><![CDATA[<li>…</li>]]></record>` contains the rows as markup. The call
`$('#356383').jpage({totalRecord, perPage, proxyUrl, ajaxParam: {columnid, unitid, webid, …}})` defines the request to
`/module/web/jpage/dataproxy.jsp?startrecord=&endrecord=&perpage=` for the next rows, which returns a datastore in the
same format. The proxy accepts all parameters in the URL's query.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from crawler.listings.found import Found, source_context, weight
from crawler.listings.html.selected import links_of_rows
from crawler.listings.platforms.script_values import OBJECT, number, pairs, query, with_query
from crawler.model.addresses import Addresses
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import ListingError
from crawler.model.link import Link
from crawler.model.page import Page, parse_html
from crawler.model.selectors import to_xpath
from crawler.model.source import Source

_RECORD = re.compile(r"(?i)<record\b[^<>]{0,100}>")
_TOTAL = re.compile(r"(?i)<totalrecord>\s{0,9}(\d{1,9})")
_PROXY = re.compile(r"""(?i)["'=(]([^"'\s<>()]{0,500}jpage/dataproxy\.jsp[^"'\s<>()]{0,1000})""")
_CALL = re.compile(r"""(?i)#([\w-]{1,60})['"]\s{0,9}\)\s{0,9}\.jpage\s{0,9}\(""")
_AJAX = re.compile(rf"(?i)ajaxParam\s{{0,9}}:\s{{0,9}}['\"]?{OBJECT}")
_SEVERAL = 3
"""Number of list pages whose rows are requested at once if the column's page contains no rows.

A column's page normally contains the rows of this number of list pages.
"""


@dataclass(frozen=True)
class _Call:
    """The request with which a page loads the rows of a list from the proxy.

    `address` is the proxy URL with the parameters that identify the list. `unit` is the id of the element for the rows.
    """

    unit: str
    address: str
    per_page: int
    total: int | None


@dataclass(frozen=True)
class _Store:
    """A datastore, which is a script that contains rows of a list.

    `around` are the ids of the elements that contain the script. `proxy` is the URL in its element `nextgroup`, if any.
    """

    rows: tuple[str, ...]
    around: frozenset[str] = field(default_factory=frozenset)
    proxy: str | None = None


def recognises(page: Page) -> bool:
    """Return whether a page or a proxy response contains a datastore, or requests one from the proxy."""
    text = page.text
    return ("<datastore" in text and "<record" in text) or "jpage/dataproxy.jsp" in text


def list_addresses(page: Page, source: Source) -> tuple[str, ...]:
    """Return the proxy URL for a page's first rows, or an empty tuple if the page contains its rows.

    Raises ListingError when the page has neither rows nor a proxy URL.
    """
    if _stores(page, source):
        return ()
    if call := next(_calls(page), None):
        return (_rows_at(call, 1, _SEVERAL * call.per_page),)
    if _is_answer(page):
        return ()
    raise ListingError(ListingDetail.NO_JPAGE.of())


def read_list(page: Page, source: Source, today: date) -> Found:
    """Return the rows in the page of a column (section of the site), or in a response of the proxy.

    If there are several lists, the one with the most dated rows is returned.
    """
    stores = _stores(page, source)
    if not stores and not _is_answer(page):
        raise ListingError(ListingDetail.NO_DATASTORE.of())
    read_stores = [(store, _links(store, source, today)) for store in stores]
    store, links = max(read_stores, key=lambda store: weight(store[1]), default=(_Store(()), []))
    return Found(links, rows=len(store.rows), next=_next(page, store, alone=len(stores) == 1))


def _links(store: _Store, source: Source, today: date) -> list[Link]:
    """Return the links of the rows in a datastore.

    Relative URLs are resolved against the source's URL, even in rows from the proxy.
    """
    rows = [tree for row in store.rows if (tree := _apart(row)) is not None]
    try:
        return links_of_rows(
            rows, source.select, Addresses(parse_html("<div></div>"), source.url), source_context(source, today)
        )
    except etree.XPathError as error:
        raise ListingError(ListingDetail.SELECTOR.of(reason=error)) from error


def _apart(row: str) -> HtmlElement | None:
    """Return a row as an element tree of its own, or None if it cannot be parsed.

    If all rows were parsed together, an unclosed row, or a row that begins with `tr`, could absorb other rows.
    """
    try:
        return parse_html(f"<table>{row}</table>" if re.match(r"(?i)\s*<t[rd]\b", row) else f"<div>{row}</div>")
    except ValueError:
        return None


def _is_answer(page: Page) -> bool:
    return "startrecord" in query(page.url)


def _stores(page: Page, source: Source) -> list[_Store]:
    """Return the datastores that contain rows.

    If the source has a `select.unit`, only datastores in elements that match this selector are returned.
    """
    if "<record" not in page.text:
        return []
    if _is_answer(page) or page.text.lstrip("\ufeff \t\r\n").startswith(("<?xml", "<datastore")):
        return [_store(page.text)]
    try:
        root = parse_html(page.text)
    except ValueError as error:
        raise ListingError(ListingDetail.NOT_HTML.of(reason=error)) from error
    scripts = [element for element in root.iter("script") if "<record" in (element.text or "")]
    if source.select.unit:
        meant = root.xpath(to_xpath(source.select.unit))
        inside = (
            {script for element in meant for script in element.iter("script")} if isinstance(meant, list) else set()
        )
        scripts = [script for script in scripts if script in inside]
    found = [_store(script.text or "", script) for script in scripts]
    return [store for store in found if store.rows]


def _store(text: str, script: HtmlElement | None = None) -> _Store:
    around = (
        frozenset(filter(None, (element.get("id") for element in script.iterancestors()))) if script is not None else ()
    )
    proxy = _PROXY.search(text)
    rows = (piece.partition("</record>")[0] for piece in _RECORD.split(text)[1:])
    return _Store(tuple(map(_markup, rows)), frozenset(around), unescape(proxy[1]) if proxy else None)


def _markup(record: str) -> str:
    inner = record.strip()
    if inner.startswith("<![CDATA["):
        return inner.removeprefix("<![CDATA[").removesuffix("]]>")
    return unescape(inner)


def _calls(page: Page) -> Iterator[_Call]:
    """Yield the requests by which the page's scripts get the rows of its lists."""
    text = page.text
    starts = list(_CALL.finditer(text))
    for place, start in enumerate(starts):
        end = min(starts[place + 1].start() if place + 1 < len(starts) else len(text), start.end() + 6000)
        written = text[start.end() : end]
        if values := _AJAX.search(written):
            said = pairs(_AJAX.sub("", written, count=1))
            at = urljoin(page.final_url, said.get("proxyUrl") or "/module/web/jpage/dataproxy.jsp")
            per_page = min(max(number(said.get("perPage")) or 15, 1), 100)
            yield _Call(start[1], with_query(at, pairs(values[1])), per_page, number(said.get("totalRecord")))
    for proxy in _PROXY.finditer(text):
        address = urljoin(page.final_url, unescape(proxy[1]))
        if "unitid" in query(address):
            yield _Call(query(address)["unitid"], address, number(query(address).get("perpage")) or 15, None)


def _rows_at(call: _Call, start: int, end: int) -> str:
    return with_query(call.address, {"startrecord": start, "endrecord": end, "perpage": call.per_page})


def _next(page: Page, store: _Store, alone: bool) -> str | None:
    """Return the proxy URL for the next rows of a list, or None if there are no more rows.

    `store` contains the current rows. `alone` means that the page has no other datastore.
    """
    count = len(store.rows)
    if _is_answer(page):
        asked = query(page.url)
        start = number(asked.get("startrecord"))
        end = number(asked.get("endrecord"))
        total = _TOTAL.search(page.text)
        if start is None or end is None or count < end - start + 1 or (total and int(total[1]) <= end):
            return None
        return with_query(page.url, {"startrecord": end + 1, "endrecord": 2 * end - start + 1})
    calls = list(_calls(page))
    call = next((call for call in calls if call.unit in store.around), calls[0] if alone and len(calls) == 1 else None)
    if call is None and store.proxy:
        address = urljoin(page.final_url, store.proxy)
        call = _Call("", address, number(query(address).get("perpage")) or 15, None)
    if call is None or not count or (call.total is not None and call.total <= count):
        return None
    return _rows_at(call, count + 1, count + max(count, call.per_page))
