"""Determine how often each source is polled. Pure.

A source is polled at its own interval, or within a budget that all `every: auto` share.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo

from crawler.model.source import Source
from monitor.model import SourceRecord
from monitor.model.ingest import Decision
from monitor.model.sources import DAYS, HOURS, Rhythm
from monitor.schedule.allocation import (
    DAY,
    HALF_LIFE,
    HOUR,
    LEAST,
    Publication,
    PublishingProfile,
    habits,
    learn,
    next_poll,
    plan,
)

SHARE = 96.0
"""Polls per day in the budget for each `auto` source if the budget is not set."""
SHORTEST = timedelta(minutes=2)
"""The least time between two polls of an `auto` source."""
_EVEN = (SHARE / HOURS,) * (HOURS * DAYS)


@dataclass(frozen=True)
class PollInterval:
    """How often one source is polled: at the interval `every` or, if that is None, by `density`.

    `density` is the polls per hour for each hour of the week. `shared`: the habits of all sources; `zone`: the time
    zone of the source's dates.
    """

    every: timedelta | None = None
    density: Sequence[float] = _EVEN
    shared: PublishingProfile = PublishingProfile()
    zone: tzinfo = UTC

    def delay(self, now: datetime) -> timedelta:
        """Return the time from a poll now to the next one."""
        return self.every or next_poll(self.density, now, SHORTEST) - now

    @property
    def usual(self) -> timedelta:
        """The time between two polls, on the mean of a week."""
        return self.every or max(SHORTEST, HOUR * (len(self.density) / sum(self.density)))


@dataclass(frozen=True)
class PollPlan:
    """The plan for all sources; a source that it does not contain has `even` polls per hour."""

    densities: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    shared: PublishingProfile = PublishingProfile()
    even: float = SHARE / HOURS

    def interval(self, source: Source) -> PollInterval:
        """Return how often a source is polled."""
        if isinstance(source.every, timedelta):
            return PollInterval(source.every, shared=self.shared, zone=source.zone)
        even = (self.even,) * (HOURS * DAYS)
        return PollInterval(None, self.densities.get(source.id, even), self.shared, source.zone)


def even_plan(sources: Iterable[Source], budget: float | None) -> PollPlan:
    """Return the plan before anything was learnt: `budget` polls a day (None: SHARE for each), the same for all."""
    count = sum(1 for source in sources if source.enabled and source.every == "auto")
    return PollPlan(even=SHARE / HOURS if budget is None or not count else max(LEAST, budget / count / HOURS))


def make_plan(
    sources: Iterable[Source], records: Iterable[SourceRecord], budget: float | None, now: datetime
) -> PollPlan:
    """Return the plan that spends `budget` polls a day (None: SHARE for each) where it shortens the wait most.

    It is based on the learnt rhythms of the sources.
    """
    sources = list(sources)
    even = even_plan(sources, budget)
    known = {record.id: record.rhythm for record in records if record.rhythm}
    names = [source.id for source in sources if source.enabled and source.every == "auto"]
    auto = {name: known.get(name) or Rhythm(now, now) for name in names}
    densities = plan(auto, even.even * HOURS * len(auto), now)
    return PollPlan(densities, habits(auto.values()), even.even)


def learn_rhythm(record: SourceRecord, decisions: Sequence[Decision], interval: PollInterval, now: datetime) -> Rhythm:
    """Return a source's rhythm after a poll of it.

    New notices were published since the last poll that succeeded or, as in a baseline, on the day that they name, if
    that day was over by then. A poll without new notices leaves the rhythm, which fades by itself.
    """
    new = [decision for decision in decisions if decision.verdict.kind in ("new", "copy")]
    publications = list(_publications(record, new, interval.zone, now))
    if not publications:
        return record.rhythm or Rhythm(now, now)
    return learn(record.rhythm, publications, now, interval.shared)


def _publications(record: SourceRecord, new: Sequence[Decision], zone: tzinfo, now: datetime) -> Iterator[Publication]:
    last = record.last_success_at if record.baseline_at else None
    fresh = 0
    for decision in new:
        day = decision.document.published_on
        begins = datetime.combine(day, time(), zone).astimezone(UTC) if day and day.year > 1 else None
        if begins and begins < now and begins + DAY <= (last or now + DAY):
            # What is so old says nothing of how often the source publishes now.
            if now - begins < HALF_LIFE:
                yield Publication(begins, min(begins + DAY, now))
        elif last:
            fresh += 1
    if fresh and last and last < now:
        yield Publication(last, now, fresh)
