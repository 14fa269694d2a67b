"""Requests that the monitor sends to a crawler. The crawler returns exactly one result for each request."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, Field, TypeAdapter

from crawler.model.link import Link
from crawler.model.notice import Attachment
from crawler.model.source import Source
from crawler.model.types import Frozen, HttpUrl, Instant

STATE_LIMIT = 256 * 1024
"""The maximum size of a source's opaque state in bytes."""
DEPTH = 200
DEPTH_LIMIT = 2000
"""Limits of a backfill.

DEPTH is the number of listing pages that a backfill reads by default, and DEPTH_LIMIT is the maximum number that a
request can specify.
"""


class Revisit(Frozen):
    """A known notice to be visited again, with the validators for a conditional request.

    `link` is the listing row from which the notice was first fetched.
    """

    url: HttpUrl
    etag: str | None = None
    modified: str | None = None
    page_hash: str | None = None
    link: Link | None = None


class PollRequest(Frozen):
    """A request to poll a source. `state` is the state in the source's last result, or empty before the first poll.

    If `since` is set, links with an earlier date in the listing are omitted, and the listing's older pages are
    backfilled to that date, at most `depth` pages. Each poll reads only some of these pages; `more` is set in the
    result while pages remain.

    At most `max_pages` notice pages are fetched, including the pages in `revisit`. The result is returned within
    `deadline_s` seconds. If `trace` is set, the result also contains the listing's links.
    """

    do: Literal["poll"] = "poll"
    id: str
    source: Source
    state: dict[str, Any] = {}
    since: date | None = None
    depth: Annotated[int, Field(ge=1, le=DEPTH_LIMIT)] = DEPTH
    revisit: tuple[Revisit, ...] = ()
    max_pages: Annotated[int, Field(ge=0)] = 50
    deadline_s: Annotated[float, Field(gt=0)] = 120.0
    trace: bool = False


class ReadRequest(Frozen):
    """A request to read a page. The page is fetched from `url`, or given as `body` (bytes) or `text`.

    `url` is the URL of the page in all cases. `link` is the listing row that links to the page. `fetched_at` is the
    time when a given `body` was fetched, and `attachments` are the page's attachments as read at that time. If `trace`
    is set, the result also contains the parts removed from the text, and the method that extracted the text.
    """

    do: Literal["read"] = "read"
    id: str
    url: str
    body: Base64Bytes | None = None
    text: str | None = None
    content_type: str | None = None
    source: Source | None = None
    link: Link | None = None
    fetched_at: Instant | None = None
    attachments: tuple[Attachment, ...] = ()
    trace: bool = False
    trusted: bool = False
    deadline_s: Annotated[float, Field(gt=0)] = 60.0


class LinksRequest(Frozen):
    """A request for the links of a listing, which is fetched from `url` or given as `body`."""

    do: Literal["links"] = "links"
    id: str
    url: str
    body: Base64Bytes | None = None
    content_type: str | None = None
    source: Source | None = None
    trusted: bool = False
    deadline_s: Annotated[float, Field(gt=0)] = 60.0


class DiscoverRequest(Frozen):
    """A request to find possible sources at a site. `url` is its home page or any other page of the site.

    At most `max_requests` HTTP requests are sent.
    """

    do: Literal["discover"] = "discover"
    id: str
    url: HttpUrl
    trusted: bool = False
    max_requests: Annotated[int, Field(ge=1, le=100)] = 20
    deadline_s: Annotated[float, Field(gt=0)] = 90.0


class BrowseRequest(Frozen):
    """A request to load a source's listing in the browser and to find settings with which the listing can be read.

    `url` is the URL of the source.
    """

    do: Literal["browse"] = "browse"
    id: str
    url: HttpUrl
    source: Source
    deadline_s: Annotated[float, Field(gt=0)] = 90.0


class PingRequest(Frozen):
    """A request to check whether the crawler still responds. It is answered immediately with a PongResult."""

    do: Literal["ping"] = "ping"
    id: str


Request = Annotated[
    PollRequest | ReadRequest | LinksRequest | DiscoverRequest | BrowseRequest | PingRequest, Field(discriminator="do")
]
AnyRequest = PollRequest | ReadRequest | LinksRequest | DiscoverRequest | BrowseRequest
REQUEST: TypeAdapter[AnyRequest | PingRequest] = TypeAdapter(Request)
