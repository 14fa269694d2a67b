"""Functions that count notices per week by topic, issuer and region. Pure functions; no I/O."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from monitor.model.trends import WEEK, Dimension, NoticeDay, WeekCounts
from monitor.series.workdays import is_workday

GROUPS = 200
"""The maximum number of issuers, and of regions, that are counted; issuers and regions with the most notices are kept.
"""
LEAST_SHARE = 0.1
"""The proportion of a usual working week that a week without working days still counts: some notices are published."""


def weekly_counts(
    notices: Iterable[NoticeDay], topics: Mapping[str, Collection[int]], first: date, count: int
) -> list[WeekCounts]:
    """Return the numbers of notices in `count` weeks from the Monday `first`, for each topic, issuer and region.

    `topics` contains, for each topic, the ids of the matching notices. A notice is counted once for each of its
    issuers, for its region, and for each region that contains its region. Only the GROUPS topics, GROUPS issuers and
    GROUPS regions with the most notices are returned.
    """
    weeks: dict[tuple[Dimension, str], Counter[int]] = defaultdict(Counter)
    matched = {topic: frozenset(ids) for topic, ids in topics.items()}
    places = {first + timedelta(day): day // WEEK.days for day in range(count * WEEK.days)}
    containing = cache(_containing)
    for notice in notices:
        place = places.get(notice.day)
        if place is None:
            continue
        for topic, ids in matched.items():
            if notice.notice in ids:
                weeks[Dimension.TOPIC, topic][place] += 1
        for issuer in set(notice.issuers):
            weeks[Dimension.ISSUER, issuer][place] += 1
        for region in containing(notice.region):
            weeks[Dimension.REGION, region][place] += 1
    return [
        WeekCounts(dimension, group, first, tuple(weeks[dimension, group][place] for place in range(count)))
        for dimension, group in _largest(weeks)
    ]


def _containing(region: str) -> list[str]:
    """Return a region and the regions that contain it, as paths, the outermost first."""
    parts = region.split("/") if region else []
    return ["/".join(parts[: place + 1]) for place in range(len(parts))]


def _largest(weeks: Mapping[tuple[Dimension, str], Counter[int]]) -> list[tuple[Dimension, str]]:
    found: list[tuple[Dimension, str]] = []
    for dimension in Dimension:
        groups = [key for key in weeks if key[0] is dimension]
        groups.sort(key=lambda key: (-weeks[key].total(), key[1]))
        found += groups[:GROUPS]
    return found


def working_weeks(first: date, count: int, country: str | None) -> Sequence[float]:
    """Return the working time of each of `count` weeks from the Monday `first`: its working days divided by 5.

    Working days are those of `country`. Each result is at least LEAST_SHARE.
    """
    return [
        max(LEAST_SHARE, sum(is_workday(first + place * WEEK + timedelta(day), country) for day in range(7)) / 5)
        for place in range(count)
    ]
