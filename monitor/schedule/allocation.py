"""Decide when to poll next, from how often and at which hours and weekdays each source publishes. Pure.

A given number of polls is spent where it shortens the wait most.

A notice waits half the time between two polls, so with a rate of publishing λ and of polling ρ the waits add up to
λ/2ρ; for a given sum of polls that is least where ρ grows with the square root of λ (Cauchy and Schwarz; Cho and
Garcia-Molina, ACM TODS 28(4), 2003; Azar et al., PNAS 115(32), 2018). This holds among the hours of one source as it
does among sources.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log, sqrt

from monitor.model.sources import DAYS, HOURS, Rhythm

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HALF_LIFE = timedelta(days=365)
RATE_HALF_LIFE = timedelta(days=90)
"""The times after which a notice has half the weight for the hours of the week, and for the rate: habits last longer
than phases of high activity."""
PRIOR = 20.0
"""The number of own notices that have the same weight for a source's hours as the hours of all sources together."""
UNSEEN = 0.05
"""The number of notices that every source is assumed to have published besides, so that none is given up."""
EVEN = 0.02
"""The part of all notices that may come at any hour."""
LEAST = 1 / 24
"""The minimum number of polls per hour of every source."""
HOURLY = timedelta(hours=6)
DAILY = timedelta(days=2)
"""The longest times between two polls from which hours, and weekdays, are learnt."""


@dataclass(frozen=True)
class PublishingProfile:
    """Shares of the hours of the day and of the weekdays in the published notices; each adds up to one."""

    hours: tuple[float, ...] = (1 / HOURS,) * HOURS
    days: tuple[float, ...] = (1 / DAYS,) * DAYS


@dataclass(frozen=True)
class Publication:
    """Notices that a source published some time after `after` and not after `until`."""

    after: datetime
    until: datetime
    notices: int = 1


def learn(
    rhythm: Rhythm | None,
    publications: Iterable[Publication],
    now: datetime,
    shared: PublishingProfile = PublishingProfile(),
) -> Rhythm:
    """Return the rhythm after these sightings.

    Within a sighting a notice is distributed according to the known hours and weekdays: by the rhythm itself and by the
    habits that all sources share.
    """
    known = faded(rhythm, now) if rhythm else Rhythm(now, now)
    own = own_habits(known, shared)
    hours = list(known.hours)
    days = list(known.days)
    recent = known.recent
    since = known.since
    for publication in publications:
        since = min(since, publication.after)
        recent += publication.notices * _weight(now - publication.until, RATE_HALF_LIFE)
        length = publication.until - publication.after
        weight = publication.notices * _weight(now - publication.until, HALF_LIFE)
        for at, part in _spread(publication, own) if length <= DAILY else ():
            days[at.weekday()] += weight * part
            if length <= HOURLY:
                hours[at.hour] += weight * part
    return Rhythm(since, now, tuple(hours), tuple(days), recent)


def faded(rhythm: Rhythm, now: datetime) -> Rhythm:
    """Return the rhythm with its present weight."""
    age = now - rhythm.at
    weight = _weight(age, HALF_LIFE)
    hours, days = (tuple(count * weight for count in counts) for counts in (rhythm.hours, rhythm.days))
    return Rhythm(rhythm.since, max(now, rhythm.at), hours, days, rhythm.recent * _weight(age, RATE_HALF_LIFE))


def habits(rhythms: Iterable[Rhythm]) -> PublishingProfile:
    """Return the habits common to all sources; uniform while nothing is known."""
    known = list(rhythms)
    hours = [sum(counts) for counts in zip(*(rhythm.hours for rhythm in known), strict=True)] or [0.0] * HOURS
    days = [sum(counts) for counts in zip(*(rhythm.days for rhythm in known), strict=True)] or [0.0] * DAYS
    return PublishingProfile(_shares(hours, PublishingProfile().hours), _shares(days, PublishingProfile().days))


def own_habits(rhythm: Rhythm, shared: PublishingProfile) -> PublishingProfile:
    """Return a source's own habits, combined with the shared ones while little is known of it."""
    return PublishingProfile(_shares(rhythm.hours, shared.hours), _shares(rhythm.days, shared.days))


def rates(rhythm: Rhythm, shared: PublishingProfile, now: datetime) -> list[float]:
    """Return the expected number of notices per hour of a source, for each hour of the week."""
    known = faded(rhythm, now)
    own = own_habits(known, shared)
    # What fades while one looks: the time that was looked at weighs as the notices do.
    observed = RATE_HALF_LIFE / HOUR / log(2) * (1 - _weight(max(DAY, now - known.since), RATE_HALF_LIFE))
    weekly = (known.recent + UNSEEN) / observed * HOURS * DAYS
    return [weekly * day * hour for day in own.days for hour in own.hours]


def plan(rhythms: Mapping[str, Rhythm], polls_a_day: float, now: datetime) -> dict[str, tuple[float, ...]]:
    """Return the polls per hour of each source, by hour of the week.

    Together they are `polls_a_day` on the mean of a week, but never fewer than LEAST for each source.
    """
    shared = habits(rhythms.values())
    roots = {name: [sqrt(rate) for rate in rates(rhythm, shared, now)] for name, rhythm in rhythms.items()}
    left = max(0.0, polls_a_day / HOURS - LEAST * len(rhythms))
    whole = sum(map(sum, roots.values())) / (HOURS * DAYS)
    return {name: tuple(LEAST + left * root / whole for root in own) for name, own in roots.items()}


def next_poll(density: Sequence[float], last: datetime, shortest: timedelta) -> datetime:
    """Return when a source polled at `last` is due again.

    It is due when its polls per hour have added up to one since, and not before the `shortest` time has passed.
    """
    at = last.astimezone(UTC)
    remaining = 1.0
    while True:
        rate = density[at.weekday() * HOURS + at.hour]
        rest = _next_hour(at) - at
        if rate * (rest / HOUR) >= remaining:
            return max(at + HOUR * (remaining / rate), last + shortest)
        remaining -= rate * (rest / HOUR)
        at += rest


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + HOUR


def _shares(counts: Sequence[float], shared: Sequence[float]) -> tuple[float, ...]:
    whole = sum(counts) + PRIOR
    own = [(count + PRIOR * share) / whole for count, share in zip(counts, shared, strict=True)]
    return tuple((1 - EVEN) * share + EVEN / len(own) for share in own)


def _spread(publication: Publication, own: PublishingProfile) -> list[tuple[datetime, float]]:
    """Return the hours of a sighting, or parts of them, each with its share of a notice."""
    parts = []
    at = publication.after.astimezone(UTC)
    until = publication.until.astimezone(UTC)
    while at < until:
        end = min(_next_hour(at), until)
        parts.append((at, own.days[at.weekday()] * own.hours[at.hour] * ((end - at) / HOUR)))
        at = end
    whole = sum(part for _, part in parts)
    return [(at, part / whole) for at, part in parts]


def _weight(age: timedelta, half_life: timedelta) -> float:
    return float(0.5 ** (max(timedelta(0), age) / half_life))
