"""The poll intervals of sources. Pure functions; no I/O.

A source is polled at its configured interval. Sources with `every: auto` are polled within a budget that they share.
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
    learn,
    next_poll,
    plan,
    shared_profile,
)

SHARE = 96.0
"""If no budget is configured, the budget is this number of polls per day for each `auto` source."""
SHORTEST = timedelta(minutes=2)
"""The minimum time between two polls of an `auto` source."""
_EVEN = (SHARE / HOURS,) * (HOURS * DAYS)


@dataclass(frozen=True)
class PollInterval:
    """The poll interval of one source: `every` or, if that is None, an interval derived from `density`.

    `density` is the number of polls per hour for each hour of the week. `shared` is the publishing profile of all
    sources, and `zone` is the time zone of the source's dates.
    """

    every: timedelta | None = None
    density: Sequence[float] = _EVEN
    shared: PublishingProfile = PublishingProfile()
    zone: tzinfo = UTC

    def delay(self, now: datetime) -> timedelta:
        """Return the time from a poll at `now` to the next poll."""
        return self.every or next_poll(self.density, now, SHORTEST) - now

    @property
    def usual(self) -> timedelta:
        """Return the average time between two polls over a week."""
        return self.every or max(SHORTEST, HOUR * (len(self.density) / sum(self.density)))


@dataclass(frozen=True)
class PollPlan:
    """The poll plan of all sources.

    `densities` contains the number of polls per hour for each hour of the week, by source id. `even` is the number of
    polls per hour of each `auto` source that is not in `densities`. `shared` is the publishing profile of all sources.
    """

    densities: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    shared: PublishingProfile = PublishingProfile()
    even: float = SHARE / HOURS

    def interval(self, source: Source) -> PollInterval:
        """Return the poll interval of a source."""
        if isinstance(source.every, timedelta):
            return PollInterval(source.every, shared=self.shared, zone=source.zone)
        even = (self.even,) * (HOURS * DAYS)
        return PollInterval(None, self.densities.get(source.id, even), self.shared, source.zone)


def even_plan(sources: Iterable[Source], budget: float | None) -> PollPlan:
    """Return a plan that distributes `budget` polls a day evenly over all sources whose interval is `auto`.

    If `budget` is None, each of these sources is polled `SHARE` times a day.
    """
    count = sum(1 for source in sources if source.enabled and source.every == "auto")
    return PollPlan(even=SHARE / HOURS if budget is None or not count else max(LEAST, budget / count / HOURS))


def make_plan(
    sources: Iterable[Source], rhythms: Mapping[str, Rhythm], budget: float | None, now: datetime
) -> PollPlan:
    """Return the plan that allocates `budget` polls a day so that notices are detected as early as possible on average.

    The allocation is based on `rhythms`, the learnt publication patterns by source id. If `budget` is None, it is
    `SHARE` polls a day for each `auto` source.
    """
    sources = list(sources)
    even = even_plan(sources, budget)
    names = [source.id for source in sources if source.enabled and source.every == "auto"]
    auto = {name: rhythms.get(name) or Rhythm(now, now) for name in names}
    densities = plan(auto, even.even * HOURS * len(auto), now)
    return PollPlan(densities, shared_profile(auto.values()), even.even)


def learn_rhythm(record: SourceRecord, decisions: Sequence[Decision], interval: PollInterval, now: datetime) -> Rhythm:
    """Return the learnt publication pattern of a source, updated after a poll with these `decisions`.

    A new notice counts as published on its publication date if that day had ended by the last successful poll.
    Otherwise, it counts as published at an unknown time since that poll. If no earlier poll was successful, the
    publication date always counts, and notices without one are ignored.

    If the poll found no new notices, the pattern is not changed, because its counts decay with time anyway.
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
            # Older notices are irrelevant to the present publication rate.
            if now - begins < HALF_LIFE:
                yield Publication(begins, min(begins + DAY, now))
        elif last:
            fresh += 1
    if fresh and last and last < now:
        yield Publication(last, now, fresh)
