"""The allocation of a poll budget to sources and hours by learnt publication rates. Pure functions; no I/O.

The allocation minimizes the mean time from the publication of a notice to its detection.

On average, a notice is detected half a poll interval after its publication. With a publication rate λ and a poll rate
ρ, the sum of the delays per unit of time is λ/2ρ. For a given total of polls, the sum is smallest if ρ is proportional
to the square root of λ (Cauchy and Schwarz; Cho and Garcia-Molina, ACM TODS 28(4), 2003; Azar et al., PNAS 115(32),
2018). This applies to the hours of one source in the same way as to different sources.
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
"""The half-lives of a notice's weight in a source's publishing profile (`HALF_LIFE`) and rate (`RATE_HALF_LIFE`).

`HALF_LIFE` is longer, because a source's hours of publication change more slowly than its rate.
"""
PRIOR = 20.0
"""The weight of the profile shared by all sources, expressed as a number of a source's own notices."""
UNSEEN = 0.05
"""The number of notices added to the recorded notices of each source, so that no source's rate is zero."""
EVEN = 0.02
"""The proportion of notices that is distributed evenly over all hours."""
LEAST = 1 / 24
"""The minimum number of polls per hour of each source."""
HOURLY = timedelta(hours=6)
DAILY = timedelta(days=2)
"""The longest times between two polls from which the hours (`HOURLY`) and the weekdays (`DAILY`) of publication are
learnt."""


@dataclass(frozen=True)
class PublishingProfile:
    """The distribution of published notices over the hours of the day and over the weekdays.

    The proportions in `hours` add up to one, and so do the proportions in `days`.
    """

    hours: tuple[float, ...] = (1 / HOURS,) * HOURS
    days: tuple[float, ...] = (1 / DAYS,) * DAYS


@dataclass(frozen=True)
class Publication:
    """The notices that a source published in a time span: their number, and the limits of the time span.

    The time span begins after `after` and ends at `until`, which is included.
    """

    after: datetime
    until: datetime
    notices: int = 1


def learn(
    rhythm: Rhythm | None,
    publications: Iterable[Publication],
    now: datetime,
    shared: PublishingProfile = PublishingProfile(),
) -> Rhythm:
    """Return a source's rhythm (its learnt publication pattern), updated with further publications.

    The exact times within a publication's time span are unknown. Its notices are distributed over this time span
    according to the publishing profile of the source, which is combined with `shared`, the profile of all sources.
    """
    known = decayed(rhythm, now) if rhythm else Rhythm(now, now)
    own = own_profile(known, shared)
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


def decayed(rhythm: Rhythm, now: datetime) -> Rhythm:
    """Return the rhythm at the time `now`. Its counts are reduced, because notices count less as they get older."""
    age = now - rhythm.at
    weight = _weight(age, HALF_LIFE)
    hours, days = (tuple(count * weight for count in counts) for counts in (rhythm.hours, rhythm.days))
    return Rhythm(rhythm.since, max(now, rhythm.at), hours, days, rhythm.recent * _weight(age, RATE_HALF_LIFE))


def shared_profile(rhythms: Iterable[Rhythm]) -> PublishingProfile:
    """Return the publishing profile of all sources together. It is uniform if nothing is known."""
    known = list(rhythms)
    hours = [sum(counts) for counts in zip(*(rhythm.hours for rhythm in known), strict=True)] or [0.0] * HOURS
    days = [sum(counts) for counts in zip(*(rhythm.days for rhythm in known), strict=True)] or [0.0] * DAYS
    return PublishingProfile(_shares(hours, PublishingProfile().hours), _shares(days, PublishingProfile().days))


def own_profile(rhythm: Rhythm, shared: PublishingProfile) -> PublishingProfile:
    """Return the publishing profile of a source, estimated from its own notices and from those of all sources.

    `rhythm` describes its own notices, and `shared` is the profile of all sources. The fewer notices of the source are
    known, the greater is the weight of `shared`.
    """
    return PublishingProfile(_shares(rhythm.hours, shared.hours), _shares(rhythm.days, shared.days))


def rates(rhythm: Rhythm, shared: PublishingProfile, now: datetime) -> list[float]:
    """Return the number of notices that a source is expected to publish in each hour of the week.

    The fewer notices of the source are known, the more the result depends on `shared`, the profile of all sources.
    """
    known = decayed(rhythm, now)
    own = own_profile(known, shared)
    # The observation time decays in the same way as the notices.
    observed = RATE_HALF_LIFE / HOUR / log(2) * (1 - _weight(max(DAY, now - known.since), RATE_HALF_LIFE))
    weekly = (known.recent + UNSEEN) / observed * HOURS * DAYS
    return [weekly * day * hour for day in own.days for hour in own.hours]


def plan(rhythms: Mapping[str, Rhythm], polls_a_day: float, now: datetime) -> dict[str, tuple[float, ...]]:
    """Return the number of polls per hour of each source, for each hour of the week, by source id.

    On average over a week, the polls of all sources add up to `polls_a_day` per day. They add up to more if this is
    necessary to poll each source at least `LEAST` times per hour.
    """
    shared = shared_profile(rhythms.values())
    roots = {name: [sqrt(rate) for rate in rates(rhythm, shared, now)] for name, rhythm in rhythms.items()}
    left = max(0.0, polls_a_day / HOURS - LEAST * len(rhythms))
    whole = sum(map(sum, roots.values())) / (HOURS * DAYS)
    return {name: tuple(LEAST + left * root / whole for root in own) for name, own in roots.items()}


def next_poll(density: Sequence[float], last: datetime, shortest: timedelta) -> datetime:
    """Return the next due time of a source that was polled at `last`.

    `density` is the number of polls per hour for each hour of the week. The source is due when the integral of
    `density` since `last` reaches one, but not earlier than `shortest` after `last`.
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
    """Return the hours in a publication's time span, each with the expected share of the publication's notices.

    The shares follow `own`, the publishing profile of the source, and add up to one.
    """
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
