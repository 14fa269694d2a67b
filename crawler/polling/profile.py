"""The usual form of a source's listing, and whether a listing still fits it. Pure.

A listing that does not fit, such as a menu, a login or the home page in its place, is an error; its rows are kept
aside. One with dated rows of its own may be a redesign, which its notices must confirm.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field

from crawler.model.link import Link
from crawler.model.types import Frozen
from crawler.model.url_key import url_key

SHAPES = 20
"""URL patterns kept of a listing."""
_DIGITS = re.compile(r"[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,}){0,4}|\d+")
_PASSED = re.compile(
    r"(?i)(?:^|[/._-])(?:login|signin|sign-in|logon|sso|cas|oauth2?|passport|error|errors|err|404|403|500|50x|maintenance|maintain|weihu|notfound|blocked|denied)"
    r"(?:[/._-]|\d|$)"
)
_ROOT = re.compile(r"(?i)^/?(?:(?:index|default|home|main)(?:\.\w{1,5})?)?/?$")


@dataclass(frozen=True)
class FitCalibration:
    """Thresholds of a listing's fit, set by the changes in the tests of polling."""

    known: float = 0.5
    """Share of rows known from earlier polls that proves the listing."""
    alike: float = 0.5
    """Share of rows whose URLs have the usual patterns."""
    dated: float = 0.8
    undated: float = 0.2
    """Shares of dated rows above which a listing is dated, and below which it is not."""
    older: float = 0.75
    """Share of unknown rows that are no newer than the newest row before: those of another column."""
    evident: float = 0.5
    """Share of dated rows that is evidence of a redesign."""


CALIBRATION = FitCalibration()


class ListingProfile(Frozen):
    """The usual form of a source's listing.

    It consists of the URL patterns of its rows, the share of dated rows, the place of the rows in the page, their
    number, and the form and URL of the page; `newest` and `gap` give when it publishes.
    """

    version: int = 1
    form: str = "html"
    shapes: Annotated[tuple[str, ...], Field(max_length=SHAPES)] = ()
    dated: float = 0.0
    place: Annotated[str, Field(max_length=300)] = ""
    count: int = 0
    final: Annotated[str, Field(max_length=2000)] = ""
    newest: date | None = None
    gap: int | None = None

    def after(self, other: "ListingProfile") -> "ListingProfile":
        """Return the profile after a listing that fits, whose own profile is `other`: earlier patterns are kept."""
        shapes = tuple(dict.fromkeys((*other.shapes, *self.shapes)))[:SHAPES]
        newest = max(filter(None, (self.newest, other.newest)), default=None)
        return other.model_copy(update={"shapes": shapes, "newest": newest, "gap": other.gap or self.gap})


def profile_of(links: Sequence[Link], form: str, place: str, final_url: str, today: date) -> ListingProfile:
    """Return the profile of one listing."""
    shapes = Counter(shape_of(link.url) for link in links)
    days = sorted({day for link in links if (day := link.published_on) and day <= today})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return ListingProfile(
        form=form,
        shapes=tuple(shape for shape, _ in shapes.most_common(SHAPES)),
        dated=round(dated_share(links), 2),
        place=place[-300:],
        count=len(links),
        final=url_key(final_url)[:2000],
        newest=days[-1] if days else None,
        gap=round(median(gaps)) if len(gaps) > 1 else None,
    )


def shape_of(url: str) -> str:
    """Return the pattern of a URL: host and folders with numbers masked, the ending, the names of its parameters."""
    parts = urlsplit(url)
    folder, _, last = parts.path.rpartition("/")
    stem, dot, ending = last.rpartition(".")
    name = stem if dot else ending
    masked = _DIGITS.sub("#", name)
    # Words in a page's own name are its title; numbers in it are its id.
    masked = masked if "#" in masked and len(masked) <= 20 else "*" if name else ""
    names = "&".join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{_DIGITS.sub('#', folder)}/{masked}.{ending if dot else ''}?{names}"[:150]


def dated_share(links: Sequence[Link]) -> float:
    """Return the share of links with a date."""
    return sum(1 for link in links if link.published_on or link.modified_on) / max(1, len(links))


def fits(profile: ListingProfile, links: Sequence[Link], known: int, form: str, place: str) -> bool:
    """Return whether a listing's links are those that the source usually shows. `known`: links seen before."""
    if not links:
        return False
    if form == profile.form and form not in ("html", "auto"):
        return True  # a feed or an answer of an API is a list by its format
    limits = CALIBRATION
    if known >= limits.known * len(links):
        return True
    usual = frozenset(profile.shapes)
    alike = sum(shape_of(link.url) in usual for link in links) / len(links)
    dated = dated_share(links)
    lost_dates = profile.dated >= limits.dated and dated <= limits.undated
    if alike >= limits.alike:
        return known > 0 or not lost_dates
    same_place = bool(place) and place == profile.place
    return same_place and known > 0 and not lost_dates


def is_of_another_column(profile: ListingProfile, links: Sequence[Link]) -> bool:
    """Return whether links that are all unknown are mostly of days that the source has already shown.

    What a listing publishes later is newer than its newest row; older rows that it never showed are another list's.
    """
    days = [day for link in links if (day := link.published_on)]
    if not days or profile.newest is None:
        return False
    return sum(day <= profile.newest for day in days) > CALIBRATION.older * len(days)


def is_evident(links: Sequence[Link]) -> bool:
    """Return whether a listing that does not fit shows evidence of its own: dated rows."""
    return dated_share(links) >= CALIBRATION.evident


def leads_away(asked: str, final_url: str, profile: ListingProfile | None) -> bool:
    """Return whether a redirect left the listing.

    It leads to the home page, a login or an error page, or, for a source that was read before, to another page than
    usual.
    """
    if url_key(asked) == url_key(final_url):
        return False
    if profile and profile.final == url_key(final_url)[:2000]:
        return False
    path = urlsplit(final_url).path
    at_home = bool(_ROOT.match(path)) and not urlsplit(final_url).query and not _ROOT.match(urlsplit(asked).path)
    refused = bool(_PASSED.search(path)) and not _PASSED.search(urlsplit(asked).path)
    return at_home or refused or profile is not None
