"""Results that a crawler returns to the monitor, one for each request."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, field_validator, model_validator
from pydantic_core import to_json

from crawler.model.errors import CrawlerError
from crawler.model.link import Link
from crawler.model.notice import Notice
from crawler.model.packed_page import PackedPage
from crawler.model.requests import STATE_LIMIT, AnyRequest, DiscoverRequest, PollRequest, ReadRequest
from crawler.model.types import Frozen, Instant

CUTS_LIMIT = 20_000
"""Cuts that a result names; those after them are in the warning's counts."""


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
    """A notice with its evidence: the page, the line of the listing that led there, and the given fields.

    `given` are the fields supplied with the notice; they take precedence over what is read. `listed_at`: when this
    source was first seen to list it. `walked`: it was on a page of the listing that only a walk back reaches, and is
    not news.
    """

    page: PackedPage | None = None
    listed_at: Instant | None = None
    walked: bool = False
    link: Link | None = None
    given: dict[str, Any] = {}

    @classmethod
    def of(
        cls, notice: Notice, page: PackedPage | None, listed_at: datetime | None = None, link: Link | None = None
    ) -> "PolledNotice":
        """Return the notice with its evidence.

        Its fields are already valid; they are not validated again clause by clause.
        """
        fields = {name: getattr(notice, name) for name in Notice.model_fields}
        return cls.model_construct(**fields, page=page, listed_at=listed_at, walked=False, link=link, given={})

    @property
    def bare(self) -> Notice:
        """The notice without its evidence."""
        return Notice.model_construct(**{name: getattr(self, name) for name in Notice.model_fields})


class Usage(Frozen):
    """The cost of a poll to the sites.

    It is the number of requests sent, including those for robots.txt and after redirects, and the bytes of the
    responses as received.
    """

    requests: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    bytes: Annotated[int, Field(ge=0, le=2**53)] = 0


class BackfillProgress(Frozen):
    """How far a walk back through a listing has come.

    It has the pages read, the earliest day on them, and whether this poll got further. `ended` is why it goes no
    further: it `reached` the day asked for, the listing's `end`, a next page that does not exist (`missing`) or brings
    nothing new (`repeats`), or the `depth` asked for.
    """

    pages: int = 0
    reached: date | None = None
    further: bool = False
    ended: Literal["reached", "end", "missing", "repeats", "depth"] | None = None


class PollResult(Frozen):
    """The result of one poll.

    `ok`: the listing was read; `not_modified`: it is unchanged; `failed`: it could not be read, or shows no links where
    there must be some; `failures` then gives the reasons.

    `links_seen` counts the listing's links. `more`: pages were left unfetched; poll again now. `cut`: the listing broke
    off before its end, so that there are links it did not show. `gone`: addresses that no longer exist, each with its
    reason in `gone_because`; `revisited`: those of the request that were visited and exist. `walk` is present when the
    request had a `since`, `listed` when it asked for a `trace`.
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
    """A part of the text that scrubbing removed.

    `line` counts from 1 in the main text as found, `text` shows at most 200 characters of the part, `size` counts all
    of its characters except white space; `before` is the character before it. `detail` is the reason in English,
    `reason` its code, one of `RemovalReason`, and `params` its parameters.
    """

    code: str
    line: int
    text: str
    detail: str
    size: int
    before: str = ""
    reason: str = ""
    params: dict[str, Any] = {}


class ReadResult(Frozen):
    """One page as read; `notice` is null when `failures` says why not.

    Of a request that asked for a `trace`, `by` is what the main text was found by, `removals` the first CUTS_LIMIT cuts
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
    """Something that may be watched.

    `links` are the first links it gives, `links_seen` and `dated` count all of them; `newest` is their latest day.
    `system` is the publishing system whose marks are on the page. `why` is the reason to try the address, in English,
    `reason` its code, one of `LeadReason`, and `params` its parameters.
    """

    type: Literal["html", "feed", "sitemap", "jpage", "jpaas", "gkmlpt"]
    url: str
    name: str = ""
    system: str | None = None
    why: str = ""
    reason: str = ""
    params: dict[str, Any] = {}
    language: str | None = None
    region: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    links_seen: int = 0
    dated: int = 0
    newest: date | None = None


class DiscoverResult(Frozen):
    """The candidates found at a site, the best first; `requests` counts the requests sent."""

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


class PongResult(Frozen):
    """The answer to a PingRequest."""

    do: Literal["pong"] = "pong"
    id: str


AnyResult = PollResult | ReadResult | LinksResult | DiscoverResult | RefusedResult


def failed_result(
    request: AnyRequest, code: str, detail: str, retry_after: float | None = None
) -> PollResult | ReadResult | LinksResult | DiscoverResult:
    """Return the result for a request that could not be carried out.

    A poll's state stays as it was, unless it is too large.
    """
    url = request.source.url if isinstance(request, PollRequest) else request.url
    failures = (Failure(url=url, code=code, detail=detail, retry_after=retry_after),)
    if isinstance(request, PollRequest):
        state = request.state if state_excess(request) is None else {}
        return PollResult(id=request.id, source=request.source.id, outcome="failed", failures=failures, state=state)
    if isinstance(request, ReadRequest):
        return ReadResult(id=request.id, failures=failures)
    if isinstance(request, DiscoverRequest):
        return DiscoverResult(id=request.id, failures=failures)
    return LinksResult(id=request.id, failures=failures)


def state_excess(message: AnyRequest | AnyResult) -> str | None:
    """Return why a poll's request or result may not cross the border (its state exceeds STATE_LIMIT), else None."""
    if not isinstance(message, PollRequest | PollResult):
        return None
    size = len(to_json(message.state))
    if size <= STATE_LIMIT:
        return None
    return f"the state takes {size} bytes, more than the {STATE_LIMIT} that may cross the border"


def within_state_limit(request: AnyRequest, result: AnyResult) -> AnyResult:
    """Return the result, or a failed one instead when its state is larger than STATE_LIMIT."""
    excess = state_excess(result)
    return result if excess is None else failed_result(request, CrawlerError.code, excess)


Result = Annotated[
    PollResult | ReadResult | LinksResult | DiscoverResult | RefusedResult | PongResult, Field(discriminator="do")
]

RESULT: TypeAdapter[AnyResult | PongResult] = TypeAdapter(Result)
