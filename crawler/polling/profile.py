"""The profile of a source (the usual form of its listing), and checks whether a listing fits it.

A page that does not fit the profile, such as a menu, a login page or a home page, is an error, and its rows are held
back. However, if it has dated rows, it may be a redesign, which is accepted if its notices are readable. Pure
functions; no I/O.
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
_PARTS = re.compile(r"\s[-–—|·•»>:]\s|[_|｜»]|--+|-(?=[\u2e80-\u9fff])")
_IDEOGRAPHS = re.compile(r"[\u2e80-\u9fff\u3400-\u4dbf\uac00-\ud7af]{2,}")
_WORD = re.compile(r"[^\W\d_\u2e80-\u9fff\u3400-\u4dbf\uac00-\ud7af]{3,}")
_ROOT = re.compile(r"(?i)^/?(?:(?:index|default|home|main)(?:\.\w{1,5})?)?/?$")


@dataclass(frozen=True)
class FitCalibration:
    """Thresholds for deciding whether a listing fits the profile of its source.

    They were tuned with the changed listings in the polling tests.
    """

    known: float = 0.5
    """A listing fits its profile if at least this share of its rows is known from earlier polls."""
    alike: float = 0.5
    """Minimum share of rows whose URLs have a usual pattern, in a listing that fits its profile."""
    dated: float = 0.8
    undated: float = 0.2
    """Minimum share of dated rows in a dated listing (`dated`), and maximum share in an undated listing (`undated`)."""
    older: float = 0.75
    """Unknown rows are from another section of the site if more than this share of them is too old.

    A row is too old if it is not newer than the newest known row.
    """
    titled: float = 0.5
    """A listing has its usual title if its title contains at least this share of the words of the usual title."""
    evident: float = 0.5
    """Minimum share of dated rows in a listing that may be a redesign."""


CALIBRATION = FitCalibration()


class ListingProfile(Frozen):
    """The usual form of a source's listing, against which later listings are checked.

    `shapes` are the URL patterns of the rows, `dated` is the share of dated rows, `place` is the element that contains
    the rows (its path of tags, classes and ids), and `count` is the number of rows. `form` is the format of the page,
    and `final` is the URL key of the page after redirects. `newest` is the latest publication date, and `gap` is the
    median interval between publication dates, in days. `title` is the title of the page.
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
    title: Annotated[str, Field(max_length=200)] = ""

    def after(self, other: "ListingProfile") -> "ListingProfile":
        """Return the profile with which the next listing is compared.

        This is `other`, the profile of the latest listing, with the URL patterns of this profile added. The later one
        of the two dates `newest` is kept.
        """
        shapes = tuple(dict.fromkeys((*other.shapes, *self.shapes)))[:SHAPES]
        newest = max(filter(None, (self.newest, other.newest)), default=None)
        return other.model_copy(update={"shapes": shapes, "newest": newest, "gap": other.gap or self.gap})


def profile_of(
    links: Sequence[Link], form: str, place: str, final_url: str, today: date, title: str = ""
) -> ListingProfile:
    """Return the profile of a listing, with which later listings are compared.

    `place` is the element that contains the rows, and `final_url` is the URL of the page after redirects. Publication
    dates after `today` are ignored.
    """
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
        title=title[:200],
    )


def shape_of(url: str) -> str:
    """Return the pattern of a URL.

    It consists of the host, the path with its numbers masked, the file extension, and the names of the query
    parameters.
    """
    parts = urlsplit(url)
    folder, _, last = parts.path.rpartition("/")
    stem, dot, ending = last.rpartition(".")
    name = stem if dot else ending
    masked = _DIGITS.sub("#", name)
    # A last path segment of words is a title; one with numbers is an id.
    masked = masked if "#" in masked and len(masked) <= 20 else "*" if name else ""
    arguments = parse_qsl(parts.query, keep_blank_values=True) if parts.query else ()
    names = "&".join(sorted({name for name, _ in arguments}))
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{_DIGITS.sub('#', folder)}/{masked}.{ending if dot else ''}?{names}"[:150]


def dated_share(links: Sequence[Link]) -> float:
    """Return the share of links with a date."""
    return sum(1 for link in links if link.published_on or link.modified_on) / max(1, len(links))


def fits(profile: ListingProfile, links: Sequence[Link], known: int, form: str, place: str) -> bool:
    """Return whether a listing's links resemble the links that the source usually shows.

    `known` is the number of links seen in earlier polls. `form` is the format of the page, and `place` is the element
    that contains the links.
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
    """Return whether the links belong to another section ("column") of the site. All links must be unknown.

    New rows of a listing are newer than its previous rows. Therefore, unknown links are from another section if most of
    them are not newer than the newest known notice.
    """
    days = [day for link in links if (day := link.published_on)]
    if not days or profile.newest is None:
        return False
    return sum(day <= profile.newest for day in days) > CALIBRATION.older * len(days)


def is_titled_otherwise(profile: ListingProfile, title: str) -> bool:
    """Return whether a page's title lacks most words in the first part of the usual title.

    In a title such as `通知公告 - 某市人民政府`, the first part names the section of the site, the other parts name the
    site.
    """
    usual = next((words for part in _PARTS.split(profile.title) if (words := _words(part))), frozenset())
    return bool(usual and title) and len(usual & _words(title)) < CALIBRATION.titled * len(usual)


def _words(title: str) -> frozenset[str]:
    """Return the words of a title and, in scripts without spaces, the pairs of adjacent characters."""
    folded = title.casefold()
    pairs = (run[at : at + 2] for run in _IDEOGRAPHS.findall(folded) for at in range(len(run) - 1))
    return frozenset((*_WORD.findall(folded), *pairs))


def is_evident(links: Sequence[Link]) -> bool:
    """Return whether enough rows have dates for the listing to be accepted as a redesign."""
    return dated_share(links) >= CALIBRATION.evident


def is_redirected_away(asked: str, final_url: str, profile: ListingProfile | None) -> bool:
    """Return whether a redirect from `asked` to `final_url` led away from the listing.

    This is the case if the target is the home page, a login page or an error page. If the source was read before
    (`profile` is not None), it is also the case if the target is not the source's usual page.
    """
    if url_key(asked) == url_key(final_url):
        return False
    if profile and profile.final == url_key(final_url)[:2000]:
        return False
    path = urlsplit(final_url).path
    at_home = bool(_ROOT.match(path)) and not urlsplit(final_url).query and not _ROOT.match(urlsplit(asked).path)
    refused = bool(_PASSED.search(path)) and not _PASSED.search(urlsplit(asked).path)
    return at_home or refused or profile is not None
