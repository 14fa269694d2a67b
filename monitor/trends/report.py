"""The report of trends: notices per week over a year, and the unusual weeks of the last two months."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.model.search import SearchRequest
from monitor.model.trends import WEEK, Dimension, NoticeDay, Unusual, WeekCounts, monday_of
from monitor.ports import Transaction
from monitor.topics import Query
from monitor.trends.unusual import unusual_weeks
from monitor.trends.weeks import weekly_counts, working_weeks

WEEKS = 52
"""The number of complete weeks in a report."""
TESTED = 8
"""The number of the last complete weeks that are tested."""
Hits = Callable[[Query], Collection[int]]
"""A function that returns the ids of the notices that match a query."""


@dataclass(frozen=True)
class TrendReport:
    """The weekly numbers of notices for each group, and the unusual weeks. A group is a topic, an issuer or a region.

    The report covers WEEKS complete weeks from the Monday `first`.
    """

    first: date
    groups: tuple[WeekCounts, ...]
    unusual: tuple[Unusual, ...]

    @property
    def last(self) -> date:
        """Return the Monday of the last complete week."""
        return self.first + (WEEKS - 1) * WEEK

    def of(self, dimension: Dimension | None) -> list[WeekCounts]:
        """Return the groups of a dimension (topics, issuers or regions), or all groups if `dimension` is None.

        Groups with an unusual last week are first, followed by the others. Within both parts, groups with more notices
        are first.
        """
        named = {(found.dimension, found.group) for found in self.unusual if found.week == self.last}
        groups = [series for series in self.groups if dimension in (None, series.dimension)]
        return sorted(groups, key=lambda series: ((series.dimension, series.group) not in named, -sum(series.counts)))

    def unusual_in(self, week: date) -> list[Unusual]:
        """Return the topics, issuers and regions whose numbers in a week are unusual, the least probable first."""
        return [found for found in self.unusual if found.week == week]


def trend_report(tx: Transaction, topics: Mapping[str, Query], today: date, hits: Hits | None = None) -> TrendReport:
    """Return the trends of the recorded notices up to the last complete week before `today`.

    `topics` contains the query of each topic, by the name under which its notices are counted. `hits` is called with a
    query and returns the ids of the matching notices, for example from a cache. If it is None, the database is
    searched.
    """
    first = monday_of(today) - WEEKS * WEEK
    notices = tx.listings.notice_days(first)
    find = hits or (lambda query: tx.search.matching(SearchRequest(query)))
    found = {name: find(query) for name, query in topics.items()}
    return report_of(notices, found, first)


def report_of(notices: Sequence[NoticeDay], topics: Mapping[str, Collection[int]], first: date) -> TrendReport:
    """Return the trends of `notices` in the WEEKS weeks from the Monday `first`. Pure function; no I/O.

    `topics` contains, for each topic, the ids of the notices that match it.
    """
    groups = weekly_counts(notices, topics, first, WEEKS)
    shares = working_weeks(first, WEEKS, _country(notices))
    unusual = [
        found for place in range(WEEKS - 1, WEEKS - 1 - TESTED, -1) for found in unusual_weeks(groups, shares, place)
    ]
    return TrendReport(first, tuple(groups), tuple(unusual))


def _country(notices: Sequence[NoticeDay]) -> str | None:
    """Return the country from which most of the notices are, or None if the region of no notice is known.

    The working days of a week depend on this country.
    """
    countries = Counter(notice.region.partition("/")[0] for notice in notices if notice.region)
    return countries.most_common(1)[0][0] if countries else None
