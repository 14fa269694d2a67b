"""Dates within the titles of a list's rows, such as `[01-04] 关于…的公告` and `…动员会(2026-11-20)`."""

import re
from collections.abc import Sequence
from datetime import date

from crawler.listings.html.token_dates import TokenDates

_MOST = 0.8
_FEWEST = 3
"""Dates in titles are regarded as dates of the rows if at least this share (_MOST) and number of titles have one.

All of these dates must be at the same end of the titles.
"""
_FULL = r"(?:19|20)\d\d[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}日?"
_FIRST = re.compile(rf"[\[【(（](?P<inside>[^\[\]【】()（）]{{4,24}})[\])）】]\s*(?=\S)|(?P<bare>{_FULL})\s+(?=\S)")
_LAST = re.compile(rf"[\[【(（](?P<inside>[^\[\]【】()（）]{{4,24}})[\])）】]$|(?<=\s)(?P<bare>{_FULL})$")


def without_dates(titles: Sequence[str | None], dates: TokenDates) -> tuple[list[str | None], list[date | None]]:
    """Return the titles of a list without the dates at their beginning or end, and these dates.

    Dates are removed only if most titles have one in the same place. They must be in brackets, or complete and
    separated by a space.
    """
    for find in (_FIRST.match, _LAST.search):
        found = [find(title) if title else None for title in titles]
        days = [dates.only_day(match["inside"] or match["bare"]) if match else None for match in found]
        if sum(map(bool, days)) >= max(_FEWEST, _MOST * len(titles)):
            rest = [
                f"{title[: match.start()]}{title[match.end() :]}".rstrip() if title and match and day else title
                for title, match, day in zip(titles, found, days, strict=True)
            ]
            return rest, days
    return list(titles), [None] * len(titles)
