"""Notices per week, and weeks with unusually many or few notices."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

WEEK = timedelta(days=7)


class Dimension(StrEnum):
    """The property by which notices are grouped."""

    TOPIC = "topic"
    ISSUER = "issuer"
    REGION = "region"


class Direction(StrEnum):
    """Whether an unusual week has more notices than usual (`RISE`) or fewer (`SILENCE`)."""

    RISE = "rise"
    SILENCE = "silence"


class NoticeDay(NamedTuple):
    """The data by which a notice is counted: its date, issuers and region.

    `notice` is the notice's id. The names of the issuers are folded, which makes different spellings comparable.
    `region` is a path that starts with the country; its parts are joined by `/`.
    """

    notice: int
    day: date
    issuers: tuple[str, ...]
    region: str


@dataclass(frozen=True)
class WeekCounts:
    """A group's weekly numbers of notices, for consecutive weeks. `first` is the Monday of the first week."""

    dimension: Dimension
    group: str
    first: date
    counts: tuple[int, ...]

    def week(self, place: int) -> date:
        """Return the Monday of the week to which `counts[place]` belongs."""
        return self.first + place * WEEK


@dataclass(frozen=True)
class Unusual:
    """A week in which a group has unusually many or few notices.

    `group` is a topic, issuer or region. `count` is its number of notices in that week, and `usual` is the number
    expected from the preceding weeks. `probability` is the probability that a number at least as far from `usual`
    occurs by chance.
    """

    dimension: Dimension
    group: str
    week: date
    direction: Direction
    count: int
    usual: float
    probability: float


def monday_of(day: date) -> date:
    """Return the Monday of the week of a date."""
    return day - timedelta(days=day.weekday())
