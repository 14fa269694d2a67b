"""Sources, their polls and their health problems."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crawler.model.reason import Reason

HOURS = 24
DAYS = 7
"""The number of hours in a day (`HOURS`) and of days in a week (`DAYS`), for counts by hour and weekday.

Hours and weekdays are in UTC. The first weekday is Monday.
"""


@dataclass(frozen=True)
class Rhythm:
    """The publication pattern of a source, learnt from its notices.

    `hours` and `days` contain the numbers of notices by hour of the day and by weekday, and `recent` is the number of
    all notices. In all these numbers, older notices count less. `since` is the time of the first poll. `at` is the time
    for which the numbers were computed.
    """

    since: datetime
    at: datetime
    hours: tuple[float, ...] = (0.0,) * HOURS
    days: tuple[float, ...] = (0.0,) * DAYS
    recent: float = 0.0


@dataclass(frozen=True)
class Trouble:
    """A health problem of a source, with its reason and start time.

    `told` is true if a trouble of the source was reported in an event after the source last worked. `grouped` is true
    if it was reported as part of a network outage. `reminded_at` is the time of the last reminder. `polls` is the
    number of consecutive polls, up to the latest, that had a problem of the same kind. If the last report was about
    another trouble, `reported` contains that trouble; otherwise, it is None.
    """

    reason: Reason
    since: datetime
    told: bool = False
    grouped: bool = False
    reminded_at: datetime | None = None
    polls: int = 1
    reported: "ReportedTrouble | None" = None

    @property
    def code(self) -> str:
        """Return the code of the trouble's reason."""
        return self.reason.code

    def as_event(self) -> dict[str, Any]:
        """Return the `detail` of an event that reports the trouble."""
        return {"code": self.code, "reason": self.reason.as_json(), "since": self.since.isoformat()}


@dataclass(frozen=True)
class ReportedTrouble:
    """The code and the start time of a problem that was reported to the operator."""

    code: str
    since: datetime


@dataclass(frozen=True)
class LastPoll:
    """The time and result of a source's last poll.

    `code` is the trouble code if the poll failed, otherwise None. `succeeded_at` is the time of the last successful
    poll, or None if no poll was successful. `failing_since` is the time since which the source fails, or None if it
    does not fail or the time is unknown.
    """

    source: str
    at: datetime
    code: str | None
    succeeded_at: datetime | None = None
    failing_since: datetime | None = None


@dataclass(frozen=True)
class Outage:
    """A network outage, with the time of its start and the time of its last reminder."""

    since: datetime
    reminded_at: datetime | None = None


@dataclass(frozen=True)
class TextSample:
    """The data of a text that is needed for health checks: its number of letters, and its digest.

    The digest of an empty text is empty.
    """

    letters: int
    digest: str


@dataclass(frozen=True)
class RecentHistory:
    """The recent history of a source.

    `days` contains the dates on which the source published, in ascending order. `texts` contains samples of the texts
    at new URLs, the latest last, and `last` is the date on which the last of them was found. `incomplete` is the number
    of consecutive polls, up to the latest, that could not read all later pages of the listing.
    """

    days: tuple[date, ...] = ()
    texts: tuple[TextSample, ...] = ()
    last: date | None = None
    incomplete: int = 0


@dataclass(frozen=True)
class SourceRecord:
    """The state of a source between polls.

    `baseline_at` is the time at which the source's first listing was ingested completely. `failures` is the number of
    consecutive failed polls. `rhythm` is the learnt publication pattern. `has_due_revisits` states whether pages of the
    source are due for a revisit. It is None unless the record was claimed for a poll.
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
    has_due_revisits: bool | None = None


@dataclass(frozen=True, slots=True)
class PollTimes:
    """The times of the last and the next poll of a source, and its number of consecutive failed polls.

    `last_poll_at` is None if the source has not been polled.
    """

    id: str
    due_at: datetime
    last_poll_at: datetime | None
    failures: int


@dataclass(frozen=True)
class PollRecord:
    """A recorded poll.

    `failures` contains the crawler's failures as plain data. `requests` and `bytes` are the numbers of requests sent
    and of bytes received.
    """

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
    """The results of polls in a period.

    `polls` and `failed` are the numbers of all polls and of failed polls. The other fields are the numbers of new
    notices, copies and revisions that were found.
    """

    polls: int = 0
    failed: int = 0
    new: int = 0
    copies: int = 0
    revisions: int = 0
