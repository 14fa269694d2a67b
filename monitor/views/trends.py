"""Functions that convert trends to table rows, sentences and charts. Pure functions; no I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.messages.outlook import dimension_name, unusual_words
from monitor.model.trends import Dimension, Unusual, WeekCounts
from monitor.text.i18n import ngettext
from monitor.trends.report import TrendReport

BAR = 10
HEIGHT = 60
"""The width of a bar of a chart, and the height of a chart, in units of the chart."""


@dataclass(frozen=True)
class WeekBar:
    """A bar of a chart, which shows the number of notices in a week.

    `x` and `y` are the position of its upper left corner. `unusual` is `rise` or `silence` if the week has unusually
    many or few notices, and empty otherwise.
    """

    x: int
    y: float
    height: float
    week: date
    count: int
    unusual: str = ""


@dataclass(frozen=True)
class Chart:
    """The bar chart of a group (a topic, an issuer or a region), and sentences that describe it.

    `dimension` and `group` are displayed names.
    """

    dimension: str
    group: str
    bars: tuple[WeekBar, ...]
    description: str

    @property
    def width(self) -> int:
        """Return the width of the chart, in the same units as the positions of its bars."""
        return BAR * len(self.bars)


def trend_rows(report: TrendReport, dimension: Dimension | None) -> list[dict[str, Any]]:
    """Return a JSON object for each group of a report, with its usual number of notices and its numbers by week.

    If `dimension` is None, the groups of all dimensions (topics, issuers and regions) are returned.
    """
    named = {(found.dimension, found.group): found for found in report.unusual_in(report.last)}
    return [_row(report, series, named.get((series.dimension, series.group))) for series in report.of(dimension)]


def _row(report: TrendReport, series: WeekCounts, found: Unusual | None) -> dict[str, Any]:
    before = series.counts[-27:-1]
    return {
        "dimension": series.dimension.value,
        "group": series.group,
        "week": report.last.isoformat(),
        "count": series.counts[-1],
        "usual": round(found.usual if found else sum(before) / len(before), 1),
        "unusual": found.direction.value if found else None,
        "probability": found.probability if found else None,
        "total": sum(series.counts),
        "counts": list(series.counts),
    }


def week_rows(report: TrendReport, dimension: Dimension | None) -> Iterator[dict[str, Any]]:
    """Yield a JSON object for each week of each group, with the number of notices and whether the week is unusual.

    If `dimension` is None, the groups of all dimensions (topics, issuers and regions) are included.
    """
    named = {(found.dimension, found.group, found.week): found.direction.value for found in report.unusual}
    for series in report.of(dimension):
        for place, count in enumerate(series.counts):
            week = series.week(place)
            yield {
                "dimension": series.dimension.value,
                "group": series.group,
                "week": week.isoformat(),
                "count": count,
                "unusual": named.get((series.dimension, series.group, week)),
            }


def chart_of(report: TrendReport, series: WeekCounts, group: str) -> Chart:
    """Return the bar chart of `series`, the weekly numbers of a group. `group` is the displayed name of the group."""
    most = max(1, *series.counts)
    named = {
        found.week: found
        for found in report.unusual
        if (found.dimension, found.group) == (series.dimension, series.group)
    }
    bars = []
    for place, count in enumerate(series.counts):
        height = round(HEIGHT * count / most, 1)
        week = series.week(place)
        unusual = named[week].direction.value if week in named else ""
        bars.append(WeekBar(place * BAR, HEIGHT - height, height, week, count, unusual))
    described = ngettext(
        "{count} notice in the {weeks} weeks up to the week of {week}; at most {most} per week.",
        "{count} notices in the {weeks} weeks up to the week of {week}; at most {most} per week.",
        sum(series.counts),
        weeks=len(bars),
        week=report.last,
        most=max(series.counts),
    )
    words = [unusual_words(found, group) for found in named.values()]
    return Chart(dimension_name(series.dimension), group, tuple(bars), " ".join([described, *words]))
