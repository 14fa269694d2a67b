"""HTTP requests for the pages of a listing. Pure functions; no I/O."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.model.listing_options import Scalar
from crawler.model.source import Source

_Values = Mapping[str, Scalar | tuple[Scalar, ...]]


@dataclass(frozen=True)
class ListingRequest:
    """An HTTP request for a listing page: a GET request, or a POST request if `body` is not None."""

    url: str
    body: bytes | None = None
    content_type: str | None = None


def page_request(source: Source, number: int = 0) -> ListingRequest:
    """Return the request for page `number` (counted from 0) of the source's listing.

    If the source has `paging.next`, this function can be used only for the first page (see `next_request`).
    """
    query = source.request
    paging = source.paging
    turn: dict[str, Scalar] = {paging.param: paging.first + number * paging.step} if paging and paging.param else {}
    if query.method == "GET":
        return ListingRequest(_with_params(source.url, {**query.params, **turn}))
    url = _with_params(source.url, query.params)
    if query.json_ is None:
        return ListingRequest(url, urlencode([*_pairs({**(query.form or {}), **turn})]).encode(), _FORM)
    content = {**query.json_, **turn} if isinstance(query.json_, dict) else query.json_
    return ListingRequest(url, json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"), "application/json")


def next_request(source: Source, address: str, before: ListingRequest) -> ListingRequest | None:
    """Return the request for a listing's next page, or None if that page is on a different host.

    `address` is the URL of the next page as found in a response. `before` is the request for the previous page; its
    body and content type are copied. The URL must have the host of the source or of `before`, because secret headers
    and posted data must not be sent to any other host.
    """
    try:
        here = urlsplit(source.url)
        there = urlsplit(address)
        last = urlsplit(before.url)
        if (there.hostname, there.port) not in ((here.hostname, here.port), (last.hostname, last.port)):
            return None
    except ValueError:
        return None  # an invalid port
    # Applications behind a TLS proxy give their own URL with the scheme http.
    secure = there._replace(scheme="https") if here.scheme == "https" else there
    return ListingRequest(secure.geturl(), before.body, before.content_type)


_FORM = "application/x-www-form-urlencoded"


def _with_params(url: str, params: _Values) -> str:
    """Return the URL with the query parameters `params` added; they replace existing parameters of the same name."""
    if not params:
        return url
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in params]
    return parts._replace(query=urlencode([*kept, *_pairs(params)])).geturl()


def _pairs(values: _Values) -> Iterable[tuple[str, str]]:
    for name, value in values.items():
        for item in value if isinstance(value, tuple) else (value,):
            yield name, str(item).lower() if isinstance(item, bool) else str(item)
