"""Sources, their polls and their troubles."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crawler.model.reason import Reason

HOURS = 24
DAYS = 7
"""Of a day and of a week, in UTC, Monday first: what one of them saw, its like will see."""


@dataclass(frozen=True)
class Rhythm:
    """The publication pattern learnt of one source.

    It counts notices by hour of the day and by weekday, and `recent` all of them, with fading. `since`: the time of its
    first poll; `at`: the time up to which the counts have faded.
    """

    since: datetime
    at: datetime
    hours: tuple[float, ...] = (0.0,) * HOURS
    days: tuple[float, ...] = (0.0,) * DAYS
    recent: float = 0.0


@dataclass(frozen=True)
class Trouble:
    """The reason why a source cannot be read, since when, and whether it has already caused an event.

    `grouped`: it was reported as part of an outage; `reminded_at`: when it was last reported again.
    """

    reason: Reason
    since: datetime
    told: bool = False
    grouped: bool = False
    reminded_at: datetime | None = None

    @property
    def code(self) -> str:
        """The code of the reason."""
        return self.reason.code

    def as_event(self) -> dict[str, Any]:
        """Return the detail of an event that reports the trouble."""
        return {"code": self.code, "reason": self.reason.as_json(), "since": self.since.isoformat()}


@dataclass(frozen=True)
class LastPoll:
    """When a source was polled last, and the code of why that failed; None when it did not.

    `succeeded_at`: when a poll succeeded last, if ever.
    """

    source: str
    at: datetime
    code: str | None
    succeeded_at: datetime | None = None


@dataclass(frozen=True)
class Outage:
    """An outage of the network itself, since when, and when it was last reported again."""

    since: datetime
    reminded_at: datetime | None = None


@dataclass(frozen=True)
class TextSample:
    """A text as its source's health goes by it: its letters, and a digest of them, empty for none."""

    letters: int
    digest: str


@dataclass(frozen=True)
class RecentHistory:
    """The recent history of a source.

    It has the days on which the source published, in order; the texts at new addresses, the latest last; and the day of
    the last one of them.
    """

    days: tuple[date, ...] = ()
    texts: tuple[TextSample, ...] = ()
    last: date | None = None


@dataclass(frozen=True)
class SourceRecord:
    """The state of a source between polls.

    `baseline_at`: when its first listing was ingested completely; `rhythm`: when it publishes.
    """

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
    seen: RecentHistory = RecentHistory()


@dataclass(frozen=True)
class PollRecord:
    """One poll's row. `failures` are the border's, as plain data; `requests` and `bytes` its cost to the sites."""

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
    """Numbers of polls in some period, of those that failed, and of their finds."""

    polls: int = 0
    failed: int = 0
    new: int = 0
    copies: int = 0
    revisions: int = 0
