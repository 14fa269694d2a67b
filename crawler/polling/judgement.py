"""Decision whether a poll accepts the rows of a listing, holds them back, or reports an error.

The first listing of a source must have rows with dates, titles or URLs typical of notices. Later listings must fit the
source's profile (the usual form of its listing), or be a redesign with dated rows and readable notices. The rows of any
other listing are held back: they are in `held` of the raised error. Pure functions; no I/O.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.listings import Listing
from crawler.model.details.listings import ListingDetail, PollDetail
from crawler.model.errors import (
    BlockedError,
    BrokenTransferError,
    BrowserRequiredError,
    CaptchaRequiredError,
    CrawlerError,
    FetchError,
    GoneError,
    LinksVanishedError,
    ListingChangedError,
    LoginRequiredError,
    MaintenanceError,
    NoLinksError,
    ReadingError,
    RedirectedAwayError,
    TemporaryPageError,
)
from crawler.model.link import Link
from crawler.model.page import Page
from crawler.model.results import Failure
from crawler.polling.profile import (
    CALIBRATION,
    ListingProfile,
    fits,
    is_evident,
    is_of_another_column,
    is_titled_otherwise,
    profile_of,
)
from crawler.polling.stand_ins import listing_stand_in
from crawler.polling.state import ListingState, Pending

_STAND_INS = frozenset(
    error.code
    for error in (
        TemporaryPageError,
        LoginRequiredError,
        MaintenanceError,
        BrowserRequiredError,
        ReadingError,
        BrokenTransferError,
    )
)
_AT_FIRST = _STAND_INS | {error.code for error in (GoneError, RedirectedAwayError, BlockedError, CaptchaRequiredError)}
"""Failure codes which, if all notice pages of a source fail with one of them, show that the site displays no notices.

_STAND_INS applies to every poll, _AT_FIRST to a source's first poll.
"""
_OF_NOTICES = frozenset((GoneError.code, ReadingError.code))
"""Those codes of _AT_FIRST that only single notices can have, and not a source.

The source's failure has another code.
"""

StandIn = Callable[[Page], FetchError | None]


@dataclass(frozen=True)
class Judgement:
    """The accepted rows of a listing, and the source's profile (the usual form of its listing) after the poll.

    If `redesigned` is true, the rows do not fit the previous profile, and may be used only if their notices are
    readable.
    """

    links: tuple[Link, ...]
    profile: ListingProfile | None
    redesigned: bool = False


class DoubtfulListingError(Exception):
    """Raised for a listing whose rows are held back.

    `reason` is the error that explains why they are held back, and `held` are the rows.
    """

    def __init__(self, reason: CrawlerError, held: tuple[Link, ...]) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.held = held


class StandInUnknownError(Exception):
    """Raised by `judge` if its result depends on whether the page is a stand-in, and `stand_in` was not given.

    A stand-in is a page such as a login page in place of the listing. The caller then checks the page, and calls
    `judge` again with a function `stand_in` that returns the result of the check.
    """


def _unknown(page: Page) -> FetchError | None:
    raise StandInUnknownError(page.url)


def judge(
    listing: Listing,
    page: Page,
    form: str,
    state: ListingState,
    today: date,
    *,
    moved: bool,
    stand_in: StandIn = _unknown,
) -> Judgement:
    """Return the accepted rows of a listing.

    `form` is the format of the page, and `state` is the state of the source after the previous poll. `moved` is true if
    a redirect led away from the listing. `stand_in` is a function that returns an error if the site served another
    page, such as a login page, in place of the listing. It is called only if needed, because it parses the page. Raises
    CrawlerError when the listing unexpectedly has no rows, and DoubtfulListingError when the rows do not resemble the
    source's usual rows.
    """
    before = state.profile
    rows = listing.links or listing.doubtful
    profile = profile_of(rows, form, listing.place, page.final_url, today, listing.title)
    if state.accepted and (rows or state.held):
        return Judgement(_with_held(rows, state), profile if rows else before)
    known = state.known_among(rows) if before else 0
    fit = before is not None and fits(before, rows, known, form, listing.place)
    other = before is not None and form == "html" and _is_other_list(before, listing.title, rows, known, state)
    if before and fit and rows and not other:
        return Judgement(rows, before.after(profile))
    if moved:
        left = RedirectedAwayError(ListingDetail.LEADS_AWAY.of(url=page.final_url))
        raise DoubtfulListingError(left, rows)
    if not listing.links:
        _raise_missing(listing, page, form, state, stand_in)
        return Judgement((), before)
    if before is None:
        _check_known(listing, page, form, state, stand_in)
        return Judgement(listing.links, profile)
    if form == "html" and (reason := stand_in(page)):
        raise DoubtfulListingError(reason, rows)
    if is_evident(rows) and not other:
        return Judgement(rows, profile, redesigned=True)
    raise DoubtfulListingError(_changed(len(rows)), rows)


def _is_other_list(
    profile: ListingProfile, title: str, rows: tuple[Link, ...], known: int, state: ListingState
) -> bool:
    """Return whether a page is not the source's listing but another list, such as a list on the home page.

    Such a page has another title and mostly unknown rows, or it has only unknown rows and most of them are older than
    the newest known row. `known` is the number of rows whose URLs were seen in earlier polls. `profile` is the usual
    form of the listing.
    """
    if known and known >= CALIBRATION.known * len(rows):
        return False
    listed = state.listed_among(rows)
    if listed < CALIBRATION.known * len(rows) and is_titled_otherwise(profile, title):
        return True
    if not (state.known or state.pending):
        return False  # the deadline ended all earlier polls before a page was read, so no row is known yet
    return not listed and is_of_another_column(profile, rows)


def _with_held(rows: tuple[Link, ...], state: ListingState) -> tuple[Link, ...]:
    urls = {link.url for link in rows}
    return (*rows, *(link for link in state.held if link.url not in urls))


def _changed(rows: int) -> ListingChangedError:
    return ListingChangedError(ListingDetail.CHANGED.of(count=rows))


def _check_known(listing: Listing, page: Page, form: str, state: ListingState, stand_in: StandIn) -> None:
    """Raise DoubtfulListingError if an HTML listing is a stand-in page, such as a login page.

    The page is checked only if the source has known links and the listing contains none of them.
    """
    if form != "html" or not state.known or state.known_among(listing.links):
        return
    if reason := stand_in(page):
        raise DoubtfulListingError(reason, listing.links)


def _raise_missing(listing: Listing, page: Page, form: str, state: ListingState, stand_in: StandIn) -> None:
    """Raise the error for a listing without links, or do nothing if the listing may be empty.

    A feed, an API response, or a listing whose links are all filtered out may be empty, unless it had links before. An
    HTML listing must have links.
    """
    if listing.fault:
        raise listing.fault
    had_links = bool(state.links_seen or state.profile)
    reason = stand_in(page) if form == "html" else None
    if reason and (had_links or not listing.left_out):
        raise DoubtfulListingError(reason, listing.doubtful)
    if listing.left_out:
        if had_links:
            raise ListingChangedError(ListingDetail.ALL_FILTERED.of())
        return
    if listing.remarks and form != "feed":
        raise listing.remarks[0]
    if listing.doubtful:
        if state.profile:
            raise DoubtfulListingError(_changed(len(listing.doubtful)), listing.doubtful)
        raise DoubtfulListingError(_no_evidence(listing, had_links), listing.doubtful)
    if had_links:
        raise LinksVanishedError()
    if form not in ("feed", "json", "sitemap", "command") or (form == "sitemap" and listing.rows):
        raise NoLinksError()


def _no_evidence(listing: Listing, had_links: bool) -> CrawlerError:
    kind = LinksVanishedError if had_links else NoLinksError
    return kind(ListingDetail.NO_EVIDENCE.of(count=len(listing.doubtful)))


def unread_notices(
    source_url: str, take: Sequence[Pending], failures: Iterable[Failure], *, is_first: bool
) -> Failure | None:
    """Return the source's failure if a poll shows that the source displays no notices, otherwise None.

    This is the case if all visited notice pages failed with errors that are typical of such a source, such as login
    pages. `take` are the links of these pages, and `failures` are the failures of the poll. At least one of the pages
    must have been visited in an earlier poll too, because such errors are often temporary. `is_first` is true if no
    page of the source was ever read. In this case, one poll is enough, because it must not count as the source's first
    successful poll.
    """
    failures = tuple(failures)
    codes = {failure.url: failure.code for failure in failures}
    found = Counter(codes.get(pending.link.url, "") for pending in take)
    # A single page may have been withdrawn.
    counted = _AT_FIRST if is_first else _STAND_INS | ({GoneError.code} if len(take) > 1 else set())
    if not take or not found.keys() <= counted:
        return None
    if not is_first and not any(pending.tries for pending in take):
        return None
    code = found.most_common(1)[0][0]
    if code in _OF_NOTICES:
        code = TemporaryPageError.code
    detail = PollDetail.NO_NOTICE_AT_FIRST if is_first else PollDetail.NO_NOTICE_AGAIN
    wait = max((failure.retry_after or 0.0 for failure in failures), default=0.0)
    return Failure.because(source_url, code, detail.of(count=len(take)), retry_after=wait or None)


def require_links(listing: Listing, page: Page, form: str) -> None:
    """Raise CrawlerError if a listing page that was read outside a poll unexpectedly has no links.

    Unlike `judge`, this function needs no state of earlier polls.
    """
    if not listing.links and not listing.parts:
        try:
            _raise_missing(listing, page, form, ListingState(), listing_stand_in)
        except DoubtfulListingError as doubtful:
            raise doubtful.reason from doubtful
