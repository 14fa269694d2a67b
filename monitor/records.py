"""Frozen values that the store hands out and takes in; none of them knows a database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from crawler.notice import Notice
from crawler.page import PackedPage
from crawler.poll import Link
from monitor.identity.gist import Gist
from monitor.pace import Rhythm
from monitor.verdict import Cause

EventKind = Literal[
    "notice.new",
    "notice.copied",
    "notice.revised",
    "notice.gone",
    "notice.traced",
    "notice.restless",
    "source.troubled",
    "source.recovered",
    "source.reminded",
    "network.down",
    "network.up",
    "network.reminded",
    "alert.sent",
    "alert.given_up",
    "channel.paused",
    "channel.resumed",
    "daemon.watching",
]
DeliveryStatus = Literal["queued", "sent", "given_up"]


Prunable = Literal["page", "poll", "event", "text"]
"""What is pruned. A `text` is what was read of a notice, in all its revisions."""


@dataclass(frozen=True)
class Trouble:
    """What keeps a source from being read, since when, and whether it was worth an event already. `grouped`: it was
    told as part of an outage; `reminded_at`: when it was told again because it lasts."""

    code: str
    detail: str
    since: datetime
    told: bool = False
    grouped: bool = False
    reminded_at: datetime | None = None


@dataclass(frozen=True)
class LastPoll:
    """When a source was polled last, and the code of why that failed; None when it did not."""

    source: str
    at: datetime
    code: str | None


@dataclass(frozen=True)
class Outage:
    """That the network itself is down, since when, and when that was told again."""

    since: datetime
    reminded_at: datetime | None = None


@dataclass(frozen=True)
class Glimpse:
    """A text as its source's health goes by it: its letters, and a digest of them, empty for none."""

    letters: int
    digest: str


@dataclass(frozen=True)
class Seen:
    """What a source has shown lately: the days on which it published, in order, the texts at new addresses, the latest
    last, and the day of the last one of them."""

    days: tuple[date, ...] = ()
    texts: tuple[Glimpse, ...] = ()
    last: date | None = None


@dataclass(frozen=True)
class SourceRecord:
    """What is known of a source between polls. `baseline_at`: when its first listing was wholly taken in; `rhythm`:
    when it publishes."""

    id: str
    state: dict[str, Any] = field(default_factory=dict)
    baseline_at: datetime | None = None
    due_at: datetime | None = None
    failures: int = 0
    trouble: Trouble | None = None
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    rhythm: Rhythm | None = None
    seen: Seen = Seen()


@dataclass(frozen=True)
class PollRecord:
    """One poll's row. `failures` are the border's, as plain data; `requests` and `bytes` what it cost the sites."""

    source: str
    at: datetime
    outcome: str
    links_seen: int
    new: int = 0
    copies: int = 0
    revisions: int = 0
    failures: tuple[dict[str, Any], ...] = ()
    requests: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class PollCounts:
    """Polls of some time, those of them that failed, and what they found."""

    polls: int = 0
    failed: int = 0
    new: int = 0
    copies: int = 0
    revisions: int = 0


@dataclass(frozen=True)
class NoticeRecord:
    """A notice in its newest revision, and where it was first seen. `pruned_at`: when its text was given up.

    The newest text is the notice's face: `origin` is the source that has it. `changed` is the newest revision that
    has another text than the one before it, and not just the same nearer its origin.
    """

    id: int
    source: str
    revision: int
    first_seen_at: datetime
    notice: Notice
    pruned_at: datetime | None = None
    origin: str = ""
    changed: int = 1


@dataclass(frozen=True)
class Place:
    """An address where a notice stands; `why` that is thought, in the verdict's words."""

    url: str
    source: str
    notice: int
    first_seen_at: datetime
    gone_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class Look:
    """That the source which saw an address first looks at it again, when it is `due_at` (None: no more), after `done`
    looks. `missed` counts answers in a row that there is no such page; the rest is what the page was when last read."""

    url: str
    first_seen_at: datetime
    done: int = 0
    due_at: datetime | None = None
    missed: int = 0
    etag: str | None = None
    modified: str | None = None
    page_hash: str | None = None
    link: Link | None = None


@dataclass(frozen=True)
class Revision:
    """One text of a notice, why there is one, and the source that has it."""

    number: int
    seen_at: datetime
    notice: Notice
    cause: Cause = "change"
    source: str = ""


def face_of(revisions: Sequence[Revision], number: int) -> int:
    """The revision by which that one is shown: itself, or the same text as it was found nearer its origin since."""
    by_number = {one.number: one for one in revisions}
    while (later := by_number.get(number + 1)) and later.cause == "origin":
        number += 1
    return number


@dataclass(frozen=True)
class NewRevision:
    """A text to be recorded, with the page it was read from, the line of the listing that led there, and the fields
    that were given with it; why it is, and the source that has it."""

    notice: Notice
    page: PackedPage | None
    link: Link | None = None
    given: dict[str, Any] = field(default_factory=dict)
    cause: Cause = "change"
    source: str | None = None


@dataclass(frozen=True)
class Reading:
    """That a source read, at an address, a text that is this revision of a notice. Two sources, or two readers, may
    read one page differently, so a revision can have several fingerprints."""

    url: str
    source: str
    notice: int
    revision: int
    fingerprint: str
    page_sha256: str | None
    reader: str = ""


INTAKE = "ingest:"
"""What the names of positions begin with that are lines of a file, and no events."""


@dataclass(frozen=True)
class Form:
    """A text that a notice was read with, reduced to what verdicts compare. The body of the gist is empty when the
    text was pruned; the sketch stays."""

    notice: int
    revision: int
    gist: Gist
    sketch: tuple[int, ...]


@dataclass(frozen=True)
class Outline:
    """A form without its text: what candidates are chosen by. `form` is its id, `size` the letters of its text, also
    of one that was pruned. The body of the gist is empty."""

    form: int
    notice: int
    revision: int
    gist: Gist
    sketch: tuple[int, ...]
    size: int
    pruned: bool = False


@dataclass(frozen=True)
class NoticeLink:
    """That one notice has to do with another: which, how, and why that is thought."""

    notice: int
    other: int
    relation: str
    why: str


@dataclass(frozen=True)
class LastRead:
    """Which revision a source read last at an address, and by which reader."""

    revision: int
    reader: str


@dataclass(frozen=True)
class RestlessPage:
    """A page that is another at every look of a source, since when."""

    url: str
    source: str
    since: datetime


@dataclass(frozen=True)
class Origin:
    """Where the document of a revision comes from: which source read it, at which address, by which reader."""

    source: str
    url: str
    reader: str


@dataclass(frozen=True)
class KeptPage:
    """A revision with all it was read from. `sources` have read it at its address, the document's own first."""

    notice: int
    revision: int
    document: Notice
    sources: tuple[str, ...]
    page: PackedPage
    link: Link | None
    given: dict[str, Any]


@dataclass(frozen=True)
class Outdated:
    """Something that may be pruned, and the bytes that go with it."""

    id: int
    size: int


@dataclass(frozen=True)
class Slot:
    """When a message is due, and the digest that it joins: None for a message of its own."""

    due_at: datetime
    bundle: str | None = None


@dataclass(frozen=True)
class Occasion:
    """What tells reminders of one notice apart: the deadline, and how many days ahead it is told."""

    deadline: date
    lead: int

    def __str__(self) -> str:
        return f"{self.deadline.isoformat()}/{self.lead}"

    @classmethod
    def read(cls, written: str) -> "Occasion | None":
        """The occasion as it was written; None for an empty text."""
        day, _, lead = written.partition("/")
        return cls(date.fromisoformat(day), int(lead)) if written else None


@dataclass(frozen=True)
class Alert:
    """That a subscription wants an event of a notice, and why. `occasion`: of which deadline a reminder is; `clauses`:
    the places of the measures that matched, none where the whole text did."""

    id: int
    event: str
    notice: int
    revision: int
    subscription: str
    topics: tuple[str, ...]
    terms: tuple[str, ...]
    occasion: Occasion | None = None
    clauses: tuple[int, ...] = ()


@dataclass(frozen=True)
class NewAlert:
    """An alert to be recorded at `at`, and told on the channels in the message of its slot."""

    event: str
    notice: int
    revision: int
    subscription: str
    topics: tuple[str, ...]
    terms: tuple[str, ...]
    at: datetime
    channels: tuple[str, ...]
    slot: Slot
    occasion: Occasion | None = None
    clauses: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, int, str, str | int]:
        """What a subscription is told of once: the event of this revision, or the occasion, whatever the revision."""
        return self.event, self.notice, self.subscription, str(self.occasion or "") or self.revision


@dataclass(frozen=True)
class Told:
    """That a subscription is told of an event of a notice, with the message that is due then."""

    event: str
    due_at: datetime
    occasion: Occasion | None = None


@dataclass(frozen=True)
class Standing:
    """How a subscription stands: alerts ever, when the last came, how many of them wait in messages not yet sent, and
    when the first of these is due."""

    subscription: str
    alerts: int
    last_alert_at: datetime
    queued: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True)
class Delivery:
    """One message to one channel: an event of a notice, with the alerts it serves and that were not sent yet; or
    (`bundle` is given) a digest of them; or (`reports` is) what the operator is told: the events from the first to the
    last of these. Of the latter two `notice` and `revision` are None. `created_at`: since when it has been due.
    `attempts` counts failed tries but those of a paused channel; `failing_since` is when the first of all of them
    was."""

    id: int
    channel: str
    event: str
    notice: int | None
    revision: int | None
    attempts: int
    created_at: datetime
    alerts: tuple[Alert, ...] = ()
    reports: tuple[int, int] | None = None
    bundle: str | None = None
    failing_since: datetime | None = None


@dataclass(frozen=True)
class Queued:
    """A delivery and what has become of it. `error` says why the last try failed."""

    delivery: Delivery
    status: DeliveryStatus
    due_at: datetime
    ended_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True)
class ChannelState:
    """What is known of a channel: its failures in a row since when and why, whether it is paused, when it may be tried
    again, and when it was lately handed messages (no more of that than its limit needs)."""

    name: str
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    paused_at: datetime | None = None
    next_try_at: datetime | None = None
    handed: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Event:
    """A row of the append-only event table."""

    id: int
    at: datetime
    kind: EventKind
    source: str | None
    notice: int | None
    detail: dict[str, Any]


@dataclass(frozen=True)
class Backlog:
    """Deliveries by what has become of them."""

    queued: int = 0
    sent: int = 0
    given_up: int = 0


@dataclass(frozen=True)
class ChannelBacklog:
    """What waits for one channel: how many messages, since when, and why the last try failed."""

    channel: str
    queued: int
    since: datetime
    error: str | None = None


@dataclass(frozen=True)
class Beat:
    """The daemon's sign of life. `detail` says what its children are at."""

    owner: str
    started_at: datetime
    at: datetime
    detail: dict[str, Any] = field(default_factory=dict)
