"""Results that a crawler returns to the monitor. Each request has one result."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, field_validator, model_validator
from pydantic_core import to_json

from crawler.model.details.pages import RequestDetail
from crawler.model.details.sentences import english
from crawler.model.errors import CrawlerError
from crawler.model.link import Link
from crawler.model.notice import Notice
from crawler.model.packed_page import PackedPage
from crawler.model.reason import Reason, map_texts
from crawler.model.requests import STATE_LIMIT, AnyRequest, BrowseRequest, DiscoverRequest, PollRequest, ReadRequest
from crawler.model.types import Frozen, Instant

CUTS_LIMIT = 20_000
"""The maximum number of cuts (removed parts of a text) in a result.

Any further cuts are only counted in the notice's warning.
"""


class Failure(Frozen):
    """A failure of a request. `code` is an error code of `crawler.model.errors`.

    `detail` is the English sentence, `reason` is the code of the sentence, and `params` are its parameters. Failures of
    earlier versions have no `reason`. `retry_after` is the time in seconds for which the site asks the crawler to wait.
    `given_up` is true if the crawler will not try the URL again.
    """

    url: str
    code: str
    detail: str
    reason: str = ""
    params: dict[str, Any] = {}
    retry_after: float | None = None
    given_up: bool = False

    @classmethod
    def of(cls, url: str, error: CrawlerError, *, given_up: bool = False) -> "Failure":
        """Return the failure for an error at a URL."""
        return cls.because(url, error.code, error.detail, retry_after=error.retry_after, given_up=given_up)

    @classmethod
    def because(
        cls, url: str, code: str, cause: Reason | None, *, retry_after: float | None = None, given_up: bool = False
    ) -> "Failure":
        """Return a Failure for `url` with the error code `code` and the reason `cause`.

        If `cause` is None, the error code is also used as the code of the reason.
        """
        cause = cause or Reason.of(code)
        return cls(
            url=url,
            code=code,
            detail=english(cause),
            reason=cause.code,
            params=cause.as_json()["params"],
            retry_after=retry_after,
            given_up=given_up,
        )

    @property
    def cause(self) -> Reason | None:
        """Return the reason as a code with parameters, or None for a failure recorded by an earlier version."""
        return Reason.from_json({"code": self.reason, "params": self.params}) if self.reason else None

    @field_validator("url", "detail", "params")
    @classmethod
    def _printable(cls, value: Any) -> Any:
        # URLs and messages from sites may be printed to terminals.
        return map_texts(value, lambda text: "".join(char if char.isprintable() else "\ufffd" for char in text))


class PolledNotice(Notice):
    """A notice with the data from which it was read: the page, the listing row that links to it, and supplied fields.

    `given` are fields that were supplied with the notice; they take precedence over the parsed fields. `listed_at` is
    the time when the notice was first seen in this source's listing. `walked` is true if the notice was found by a
    backfill, on an older page of the listing, and is therefore not new.
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
        """Return a PolledNotice with the fields of `notice`.

        The fields are not validated again, because they are valid already and validation takes time for each clause.
        """
        fields = {name: getattr(notice, name) for name in Notice.model_fields}
        return cls.model_construct(**fields, page=page, listed_at=listed_at, walked=False, link=link, given={})

    @property
    def bare(self) -> Notice:
        """Return only the fields of the class Notice, without the page, the listing row and the supplied fields."""
        return Notice.model_construct(**{name: getattr(self, name) for name in Notice.model_fields})


class Usage(Frozen):
    """The traffic that a poll causes on sites.

    `requests` counts all requests sent, including those for robots.txt and after redirects. `bytes` is the size of the
    responses as received, before decompression.
    """

    requests: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    bytes: Annotated[int, Field(ge=0, le=2**53)] = 0


class BackfillProgress(Frozen):
    """Progress of a backfill through a listing's older pages.

    `pages` is the number of pages read, and `reached` is the earliest date on these pages. `further` is true if this
    poll read more pages. `ended` is the reason why the backfill has ended: it reached the requested date (`reached`),
    the end of the listing (`end`) or the requested number of pages (`depth`), or the next page does not exist
    (`missing`) or contains only known links (`repeats`).
    """

    pages: int = 0
    reached: date | None = None
    further: bool = False
    ended: Literal["reached", "end", "missing", "repeats", "depth"] | None = None


class PollResult(Frozen):
    """The result of a poll.

    `outcome` is `ok` if the listing was read, `not_modified` if it is unchanged, and `failed` if it could not be read
    or unexpectedly has no links; `failures` then contains the reasons.

    `links_seen` is the number of links in the listing. `more` is true if pages were left unfetched and the source
    should be polled again immediately. `cut` is true if the listing was truncated; in this case, links may be missing.
    `gone` are the URLs that no longer exist, with the reasons as sentences in `gone_because` and as codes with
    parameters in `gone_reasons`. `revisited` are the URLs in the request's `revisit` that were visited and exist.
    `walk` is present if the request had `since`. `listed` is present if it had `trace`; `unmatched` are then the names
    of the selectors that matched nothing in any row of the listing.
    """

    do: Literal["poll"] = "poll"
    id: str
    source: Annotated[str, Field(min_length=1, max_length=500)]
    outcome: Literal["ok", "not_modified", "failed"]
    notices: tuple[PolledNotice, ...] = ()
    gone: tuple[str, ...] = ()
    gone_because: dict[str, str] = {}
    gone_reasons: dict[str, dict[str, Any]] = {}
    revisited: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    walk: BackfillProgress | None = None
    listed: tuple[Link, ...] = ()
    unmatched: tuple[str, ...] = ()
    links_seen: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    state: dict[str, Any] = {}
    more: bool = False
    cut: bool = False
    spent: Usage = Usage()

    @model_validator(mode="after")
    def _say_why(self) -> "PollResult":
        if self.outcome == "failed" and not self.failures:
            raise ValueError("the reason of a failed poll in `failures`")
        return self


class Cut(Frozen):
    """A part of the text that scrubbing removed.

    `line` is the line number, counted from 1, in the main text before scrubbing. `text` is the beginning of the part,
    at most 200 characters. `size` is the number of its characters without white space. `before` is the character before
    it. `detail` is the reason in English, `reason` is its code (one of `RemovalReason`), and `params` are its
    parameters.
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
    """The result of reading a page. `notice` is null if the page could not be read; `failures` are the reasons.

    If the request had `trace`, `by` is the method that extracted the main text, and `removals` are the first CUTS_LIMIT
    cuts, ordered by line.
    """

    do: Literal["read"] = "read"
    id: str
    notice: PolledNotice | None = None
    by: str | None = None
    removals: tuple[Cut, ...] = ()
    failures: tuple[Failure, ...] = ()


class LinksResult(Frozen):
    """The links of a listing."""

    do: Literal["links"] = "links"
    id: str
    links: tuple[Link, ...] = ()
    failures: tuple[Failure, ...] = ()


class Candidate(Frozen):
    """A possible source at a site.

    `links` are the first links of the listing, `links_seen` is the number of all links, `dated` is the number of links
    with a date, and `newest` is the latest of these dates. `system` is the publishing system of the page, if it was
    recognized. `why` is the reason for trying the URL, in English, `reason` is its code (one of `LeadReason`), and
    `params` are its parameters.
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
    """The possible sources at a site, best first. `requests` is the number of HTTP requests sent."""

    do: Literal["discover"] = "discover"
    id: str
    candidates: tuple[Candidate, ...] = ()
    failures: tuple[Failure, ...] = ()
    requests: int = 0


class SourceProposal(Frozen):
    """Tested settings of a source: its list was read with them, with `links_seen` links, `dated` of them with a date.

    `settings` are fields of a source: `render`, or `type`, `url`, `request` and `select`. `newest` is the latest date,
    and `first` is the first link.
    """

    settings: dict[str, Any]
    links_seen: int = 0
    dated: int = 0
    newest: date | None = None
    first: Link | None = None


class BrowseResult(Frozen):
    """The settings with which a list that is built by scripts can be read, best first."""

    do: Literal["browse"] = "browse"
    id: str
    proposals: tuple[SourceProposal, ...] = ()
    failures: tuple[Failure, ...] = ()


class RefusedResult(Frozen):
    """The response to an input line that is not a valid request."""

    do: Literal["refused"] = "refused"
    id: str
    detail: str


class PongResult(Frozen):
    """The response to a PingRequest."""

    do: Literal["pong"] = "pong"
    id: str


AnyResult = PollResult | ReadResult | LinksResult | DiscoverResult | BrowseResult | RefusedResult


def failed_result(
    request: AnyRequest, code: str, cause: Reason | None, retry_after: float | None = None
) -> PollResult | ReadResult | LinksResult | DiscoverResult | BrowseResult:
    """Return the result for a request that failed with the error code `code` for the reason `cause`.

    `retry_after` is the time in seconds for which the site asks the crawler to wait. If the request is a PollRequest,
    its state is copied to the result, unless the state is too large.
    """
    url = request.source.url if isinstance(request, PollRequest) else request.url
    failures = (Failure.because(url, code, cause, retry_after=retry_after),)
    if isinstance(request, PollRequest):
        state = request.state if state_excess(request) is None else {}
        return PollResult(id=request.id, source=request.source.id, outcome="failed", failures=failures, state=state)
    if isinstance(request, ReadRequest):
        return ReadResult(id=request.id, failures=failures)
    if isinstance(request, DiscoverRequest):
        return DiscoverResult(id=request.id, failures=failures)
    if isinstance(request, BrowseRequest):
        return BrowseResult(id=request.id, failures=failures)
    return LinksResult(id=request.id, failures=failures)


def state_excess(message: AnyRequest | AnyResult) -> Reason | None:
    """Return the reason why a poll's state is too large, or None if its size is within STATE_LIMIT.

    Only the requests and results of polls have a state. For any other message, return None.
    """
    if not isinstance(message, PollRequest | PollResult):
        return None
    size = len(to_json(message.state))
    if size <= STATE_LIMIT:
        return None
    return RequestDetail.STATE_TOO_LARGE.of(size=size, limit=STATE_LIMIT)


def within_state_limit(request: AnyRequest, result: AnyResult) -> AnyResult:
    """Return `result`, or a failed result for `request` if the state of `result` exceeds STATE_LIMIT."""
    excess = state_excess(result)
    return result if excess is None else failed_result(request, CrawlerError.code, excess)


Result = Annotated[
    PollResult | ReadResult | LinksResult | DiscoverResult | BrowseResult | RefusedResult | PongResult,
    Field(discriminator="do"),
]

RESULT: TypeAdapter[AnyResult | PongResult] = TypeAdapter(Result)
