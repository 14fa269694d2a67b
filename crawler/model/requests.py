"""Requests that the monitor sends to a crawler; each gets exactly one result."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, Field, TypeAdapter

from crawler.model.link import Link
from crawler.model.notice import Attachment
from crawler.model.source import Source
from crawler.model.types import Frozen, HttpUrl, Instant

STATE_LIMIT = 256 * 1024
"""Bytes that a source's opaque state may take."""
DEPTH = 200
DEPTH_LIMIT = 2000
"""Pages of a listing that a walk back reads, unless it is asked for more or fewer; and the most it can be asked for."""


class Revisit(Frozen):
    """A known notice that is due for another visit, with the validators that make the request conditional.

    `link` is the line of the listing that first led there.
    """

    url: HttpUrl
    etag: str | None = None
    modified: str | None = None
    page_hash: str | None = None
    link: Link | None = None


class PollRequest(Frozen):
    """Poll one source. `state` is what the last result for this source gave; an empty one means never polled.

    `since` leaves out what the listing dates earlier, and walks back through the listing's pages until that day, at
    most `depth` of them: one stretch with each poll, and `more` while there are others. At most `max_pages` notices'
    pages are fetched, those of `revisit` included, and the result comes within `deadline_s` seconds. `trace` asks for
    the listing's links as well.
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
    """Read one page: fetched from `url`, or made of the given `body` bytes or `text`, whose address is `url`.

    `link` is the line of the listing that led there, `fetched_at` when the bytes given were fetched, `attachments`
    those of the page as they were read then. `trace` asks for what was cut from the text as well, and by what the text
    was found.
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
    """The links that a listing gives: fetched from `url`, or made of the given `body`."""

    do: Literal["links"] = "links"
    id: str
    url: str
    body: Base64Bytes | None = None
    content_type: str | None = None
    source: Source | None = None
    trusted: bool = False
    deadline_s: Annotated[float, Field(gt=0)] = 60.0


class DiscoverRequest(Frozen):
    """Find what can be watched at a site: `url` is its home page, or any page of it.

    At most `max_requests` are sent.
    """

    do: Literal["discover"] = "discover"
    id: str
    url: HttpUrl
    trusted: bool = False
    max_requests: Annotated[int, Field(ge=1, le=100)] = 20
    deadline_s: Annotated[float, Field(gt=0)] = 90.0


class PingRequest(Frozen):
    """Ask whether the crawler still works; the answer, a PongResult, comes at once."""

    do: Literal["ping"] = "ping"
    id: str


Request = Annotated[PollRequest | ReadRequest | LinksRequest | DiscoverRequest | PingRequest, Field(discriminator="do")]
AnyRequest = PollRequest | ReadRequest | LinksRequest | DiscoverRequest
REQUEST: TypeAdapter[AnyRequest | PingRequest] = TypeAdapter(Request)
