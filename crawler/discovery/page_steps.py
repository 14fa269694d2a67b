"""Functions with which the search for sources parses pages. They run in the sandbox process; see `crawler.sandbox`.

Pure functions; no I/O.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.browser.messages import JsonResponse
from crawler.discovery.candidates import SourceLead, find_leads
from crawler.discovery.rank import site_name, title_of
from crawler.fetching.barriers import require_page
from crawler.listings import form_of
from crawler.listings.json_guess import guessed_select
from crawler.listings.platforms import list_addresses
from crawler.model.errors import ListingError
from crawler.model.page import Page
from crawler.model.source import Source

_CLOCK = re.compile(r"1[5-9]\d{11}|2\d{12}")
"""Matches a time in milliseconds since 1970."""


@dataclass(frozen=True)
class ExaminedPage:
    """The properties of a page that are needed to search for sources.

    `form` is the format of the page (`feed`, `sitemap`, `html` or a publishing system), `site` is the name of the site,
    `leads` are the possible sources to which the page links, and `lists` is the number of URLs from which the page
    loads lists.
    """

    form: str
    site: str
    leads: tuple[SourceLead, ...]
    lists: int


def examine_page(page: Page, source: Source, step: int) -> ExaminedPage:
    """Return the format, the site name and the leads of a page that was reached by following `step` links.

    `source` contains the settings with which the page is parsed. Raise FetchError if the response is not a page.
    """
    require_page(page)
    form = form_of(page, source)
    if form in ("feed", "sitemap"):
        return ExaminedPage(form, "", (), 0)
    try:
        lists = len(list_addresses(page, source, form))
    except ListingError:
        lists = 0
    return ExaminedPage(form, site_name(title_of(page)), tuple(find_leads(page, step)), lists)


def json_sources(recorded: Sequence[JsonResponse], source: Source, fetched_at: datetime) -> list[dict[str, Any]]:
    """Return the settings of a source of type json for each JSON response that contains a list of notices.

    `recorded` are the JSON responses that a page received while it was loaded, `source` is the source to which the page
    belongs, and `fetched_at` is the time of loading.
    """
    found = []
    for response in recorded:
        select = guessed_select(response.body, source, fetched_at)
        request = _request(response)
        if select is not None and request is not None:
            address = {"type": "json", "url": _without_clock(response.url), **request}
            found.append({**address, "select": select.model_dump(exclude_none=True)})
    return found


def _request(response: JsonResponse) -> dict[str, Any] | None:
    """Return the source setting `request` with which a recorded request can be repeated, as a dict with this key.

    The dict is empty for a GET request, which needs no such setting. Return None if the setting cannot express the
    request.
    """
    if response.method == "GET":
        return {}
    posted = response.posted or ""
    if "json" in response.content_type:
        try:
            return {"request": {"method": "POST", "json": json.loads(posted)}}
        except ValueError:
            return None
    pairs = parse_qsl(posted, keep_blank_values=True)
    return {"request": {"method": "POST", "form": dict(pairs)}} if pairs else None


def _without_clock(url: str) -> str:
    """Return the URL without parameters whose value is the request time in milliseconds, such as `?_=1718252400123`."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _CLOCK.fullmatch(value)]
    return url if len(kept) == len(pairs) else parts._replace(query=urlencode(kept)).geturl()
