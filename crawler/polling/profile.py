"""The usual form of a source's listing, and the check whether a listing still fits it. Pure functions; no I/O.

A listing that does not fit, such as a menu, or a login or home page served in its place, is an error, and its rows are
held back. A listing that does not fit but has dated rows may be a redesign, which its notices must confirm.
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
"""Maximum number of URL patterns kept for a listing."""
_DIGITS = re.compile(r"[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,}){0,4}|\d+")
_PASSED = re.compile(
    r"(?i)(?:^|[/._-])(?:login|signin|sign-in|logon|sso|cas|oauth2?|passport|error|errors|err|404|403|500|50x|maintenance|maintain|weihu|notfound|blocked|denied)"
    r"(?:[/._-]|\d|$)"
)
_ROOT = re.compile(r"(?i)^/?(?:(?:index|default|home|main)(?:\.\w{1,5})?)?/?$")


@dataclass(frozen=True)
class FitCalibration:
    """Thresholds for the fit of a listing, set with the listing changes in the tests of polling."""

    known: float = 0.5
    """Minimum share of rows known from earlier polls that proves that the listing fits."""
    alike: float = 0.5
    """Minimum share of rows whose URLs have one of the usual patterns."""
    dated: float = 0.8
    undated: float = 0.2
    """Share of dated rows from which a listing counts as dated, and up to which it counts as undated."""
    older: float = 0.75
    """Share of unknown rows no newer than the newest row before, above which the rows are those of another column."""
    evident: float = 0.5
    """Minimum share of dated rows that is evidence of a redesign."""


CALIBRATION = FitCalibration()


class ListingProfile(Frozen):
    """The usual form of a source's listing.

    `shapes`: the URL patterns of its rows. `dated`: the share of dated rows. `place`: the position of the rows in the
    page. `count`: the number of rows. `form` and `final`: the form and URL key of the page. `newest`: the latest
    publication date. `gap`: the median interval between publication dates, in days.
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
        """Return the profile updated with `other`, the profile of a listing that fits, keeping earlier URL patterns."""
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
    """Return the pattern of a URL: host and path with numbers masked, file extension, and query parameter names."""
    parts = urlsplit(url)
    folder, _, last = parts.path.rpartition("/")
    stem, dot, ending = last.rpartition(".")
    name = stem if dot else ending
    masked = _DIGITS.sub("#", name)
    # A last path segment of words is a title; one with numbers is an id.
    masked = masked if "#" in masked and len(masked) <= 20 else "*" if name else ""
    names = "&".join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{_DIGITS.sub('#', folder)}/{masked}.{ending if dot else ''}?{names}"[:150]


def dated_share(links: Sequence[Link]) -> float:
    """Return the share of links with a date."""
    return sum(1 for link in links if link.published_on or link.modified_on) / max(1, len(links))


def fits(profile: ListingProfile, links: Sequence[Link], known: int, form: str, place: str) -> bool:
    """Return whether a listing's links resemble those that the source usually shows.

    `known` is the number of links seen in earlier polls.
    """
    if not links:
        return False
    if form == profile.form and form not in ("html", "auto"):
        return True  # a feed or an API response is a list by its format
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
    """Return whether most of the links, all of them unknown, are no newer than the source's newest known notice.

    New rows of a listing are newer than its previous rows; older rows that the source has never shown belong to another
    list.
    """
    days = [day for link in links if (day := link.published_on)]
    if not days or profile.newest is None:
        return False
    return sum(day <= profile.newest for day in days) > CALIBRATION.older * len(days)


def is_evident(links: Sequence[Link]) -> bool:
    """Return whether a listing that does not fit has enough dated rows to be a redesign."""
    return dated_share(links) >= CALIBRATION.evident


def leads_away(asked: str, final_url: str, profile: ListingProfile | None) -> bool:
    """Return whether a redirect led away from the listing.

    The target is the home page, a login or an error page or, for a source that was read before, an unusual page.
    """
    if url_key(asked) == url_key(final_url):
        return False
    if profile and profile.final == url_key(final_url)[:2000]:
        return False
    path = urlsplit(final_url).path
    at_home = bool(_ROOT.match(path)) and not urlsplit(final_url).query and not _ROOT.match(urlsplit(asked).path)
    refused = bool(_PASSED.search(path)) and not _PASSED.search(urlsplit(asked).path)
    return at_home or refused or profile is not None
