"""The border: requests the monitor hands to a crawler, and the results it gets back, one for each request."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, Field, TypeAdapter, field_validator, model_validator

from crawler.model.notice import Attachment, Facts, Notice
from crawler.model.page import PackedPage
from crawler.model.source import HttpUrl, Source
from crawler.model.types import Frozen, Instant

URL_LIMIT = 2000
"""Characters that a URL may have."""
STATE_LIMIT = 256 * 1024
"""Bytes that a source's opaque state may take."""
DEPTH = 200
DEPTH_LIMIT = 2000
"""Pages of a listing that a walk back reads, unless it is asked for more or fewer; and the most it can be asked for."""
CUTS_LIMIT = 20_000
"""Cuts that a result names; those after them are in the warning's counts."""


class Link(Frozen):
    """A line of a listing. `title` and `published_on` are as the listing has them.

    `modified_on` is when the listing says that the page was last changed, which need not be a publication. `page` is
    the address of the notice's text where that is not its own. `facts` is what the listing knows of the notice.
    """

    url: str
    title: str | None = None
    published_on: date | None = None
    modified_on: date | None = None
    page: str | None = None
    facts: Facts | None = None


class Revisit(Frozen):
    """A known notice that is due for another look, with what makes the request conditional. `link` is the line of the
    listing that led there first."""

    url: HttpUrl
    etag: str | None = None
    modified: str | None = None
    page_hash: str | None = None
    link: Link | None = None


class PollRequest(Frozen):
    """Poll one source. `state` is what the last result for this source gave; an empty one means never polled.

    `since` leaves out what the listing dates earlier, and walks back through the listing's pages until that day, at
    most `depth` of them: one stretch with each poll, and `more` while there are others. At most `max_pages` notices'
    pages are fetched, those of `revisit` included, and the result comes within `deadline_s` seconds. `aloud` asks for
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
    aloud: bool = False


class ReadRequest(Frozen):
    """Read one page: fetched from `url`, or made of the given `body` bytes or `text`, whose address is `url`.

    `link` is the line of the listing that led there, `fetched_at` when the bytes given were fetched, `attachments`
    those of the page as they were read then. `aloud` asks for what was cut from the text as well, and by what the text
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
    aloud: bool = False
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
    """Find what can be watched at a site: `url` is its home page, or any page of it. At most `max_requests` are
    sent."""

    do: Literal["discover"] = "discover"
    id: str
    url: HttpUrl
    trusted: bool = False
    max_requests: Annotated[int, Field(ge=1, le=100)] = 20
    deadline_s: Annotated[float, Field(gt=0)] = 90.0


Request = Annotated[PollRequest | ReadRequest | LinksRequest | DiscoverRequest, Field(discriminator="do")]


class Failure(Frozen):
    """Something that did not work, `code` one of the words in `crawler.model.errors`."""

    url: str
    code: str
    detail: str
    retry_after: float | None = None
    given_up: bool = False

    @field_validator("url", "detail")
    @classmethod
    def _printable(cls, text: str) -> str:
        # Addresses and messages of strangers end on terminals.
        return "".join(char if char.isprintable() else "\ufffd" for char in text)


class PolledNotice(Notice):
    """A notice with what it was read from: the page, the line of the listing that led there, and the fields that were
    `given` with it, which win over what is read. `listed_at`: when this source was first seen to list it. `walked`: it
    stood on a page of the listing that only a walk back comes to, and is no news."""

    page: PackedPage | None = None
    listed_at: Instant | None = None
    walked: bool = False
    link: Link | None = None
    given: dict[str, Any] = {}

    @classmethod
    def of(
        cls, notice: Notice, page: PackedPage | None, listed_at: datetime | None = None, link: Link | None = None
    ) -> "PolledNotice":
        """The notice with its evidence. Its fields are valid already; they are not checked clause by clause again."""
        fields = {name: getattr(notice, name) for name in Notice.model_fields}
        return cls.model_construct(**fields, page=page, listed_at=listed_at, walked=False, link=link, given={})

    @property
    def bare(self) -> Notice:
        """The notice without its evidence."""
        return Notice.model_construct(**{name: getattr(self, name) for name in Notice.model_fields})


class Usage(Frozen):
    """What a poll has cost the sites: requests sent, those for robots.txt and after redirects among them, and bytes of
    the answers as they came."""

    requests: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    bytes: Annotated[int, Field(ge=0, le=2**53)] = 0


class BackfillProgress(Frozen):
    """How far a walk back through a listing has come: pages read, the earliest day that stood on them, and whether
    this poll got further. `ended` says why it goes no further: it `reached` the day asked for, the listing's `end`, a
    next page that does not exist (`missing`) or brings nothing new (`repeats`), or the `depth` asked for."""

    pages: int = 0
    reached: date | None = None
    further: bool = False
    ended: Literal["reached", "end", "missing", "repeats", "depth"] | None = None


class PollResult(Frozen):
    """What one poll found. `ok`: the listing was read; `not_modified`: it is as it was; `failed`: it could not be
    read, or shows no links where there must be some; `failures` then says why.

    `links_seen` counts the listing's links. `more`: pages were left unfetched; poll again now. `cut`: the listing broke
    off before its end, so that there are links it did not show. `gone`: addresses that do not exist any more, each with
    its reason in `gone_because`; `revisited`: those of the request that were looked at, and are there. `walk` is there
    when the request had a `since`, `listed` when it was `aloud`.
    """

    do: Literal["poll"] = "poll"
    id: str
    source: Annotated[str, Field(min_length=1, max_length=500)]
    outcome: Literal["ok", "not_modified", "failed"]
    notices: tuple[PolledNotice, ...] = ()
    gone: tuple[str, ...] = ()
    gone_because: dict[str, str] = {}
    revisited: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    walk: BackfillProgress | None = None
    listed: tuple[Link, ...] = ()
    links_seen: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    state: dict[str, Any] = {}
    more: bool = False
    cut: bool = False
    spent: Usage = Usage()

    @model_validator(mode="after")
    def _say_why(self) -> "PollResult":
        if self.outcome == "failed" and not self.failures:
            raise ValueError("a failed poll says why in `failures`")
        return self


class Cut(Frozen):
    """What scrubbing cut: `line` counts from 1 in the main text as found, `text` shows at most 200 characters of it,
    `size` counts all of them but white space, `detail` says the reason; `before` is the character before it."""

    code: str
    line: int
    text: str
    detail: str
    size: int
    before: str = ""


class ReadResult(Frozen):
    """One page as read; `notice` is null when `failures` says why not.

    Of a request that asked for it aloud, `by` is what the main text was found by, `removals` the first CUTS_LIMIT cuts
    in the order of the lines.
    """

    do: Literal["read"] = "read"
    id: str
    notice: PolledNotice | None = None
    by: str | None = None
    removals: tuple[Cut, ...] = ()
    failures: tuple[Failure, ...] = ()


class LinksResult(Frozen):
    """The links of one listing."""

    do: Literal["links"] = "links"
    id: str
    links: tuple[Link, ...] = ()
    failures: tuple[Failure, ...] = ()


class Candidate(Frozen):
    """Something that may be watched. `links` are the first it gives, `links_seen` and `dated` count all of them;
    `newest` is their latest day. `system` is the publishing system whose marks are on the page."""

    type: Literal["html", "feed", "sitemap", "jpage", "jpaas", "gkmlpt"]
    url: str
    name: str = ""
    system: str | None = None
    why: str = ""
    language: str | None = None
    region: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    links_seen: int = 0
    dated: int = 0
    newest: date | None = None


class DiscoverResult(Frozen):
    """What was found at a site, the best first; `requests` counts what was sent for it."""

    do: Literal["discover"] = "discover"
    id: str
    candidates: tuple[Candidate, ...] = ()
    failures: tuple[Failure, ...] = ()
    requests: int = 0


class RefusedResult(Frozen):
    """The answer to a line that is no request."""

    do: Literal["refused"] = "refused"
    id: str
    detail: str


AnyRequest = PollRequest | ReadRequest | LinksRequest | DiscoverRequest
AnyResult = PollResult | ReadResult | LinksResult | DiscoverResult | RefusedResult


def failed_result(
    request: AnyRequest, code: str, detail: str, retry_after: float | None = None
) -> PollResult | ReadResult | LinksResult | DiscoverResult:
    """The answer to a request that could not be carried out; a poll's state stays as it was."""
    url = request.source.url if isinstance(request, PollRequest) else request.url
    failures = (Failure(url=url, code=code, detail=detail, retry_after=retry_after),)
    if isinstance(request, PollRequest):
        return PollResult(
            id=request.id, source=request.source.id, outcome="failed", failures=failures, state=request.state
        )
    if isinstance(request, ReadRequest):
        return ReadResult(id=request.id, failures=failures)
    if isinstance(request, DiscoverRequest):
        return DiscoverResult(id=request.id, failures=failures)
    return LinksResult(id=request.id, failures=failures)


Result = Annotated[PollResult | ReadResult | LinksResult | DiscoverResult | RefusedResult, Field(discriminator="do")]

REQUEST: TypeAdapter[AnyRequest] = TypeAdapter(Request)
RESULT: TypeAdapter[AnyResult] = TypeAdapter(Result)
