"""The crawler's exceptions. `code` is the failure code in results, and `detail` is the exact cause."""

from copy import copy
from typing import ClassVar, Self

from crawler.model.details.fetching import FetchDetail
from crawler.model.details.sentences import english
from crawler.model.reason import Reason


class CrawlerError(Exception):
    """Base class of the crawler's errors, which mean that a request to the crawler failed.

    If no detail is given, the failure code serves as the detail.
    """

    code: ClassVar[str] = "error"
    retry_after: float | None = None
    """The time in seconds for which the site asks the crawler to wait."""

    def __init__(self, detail: Reason | None = None) -> None:
        super().__init__(detail)
        self.detail = detail or Reason.of(self.code)

    def __str__(self) -> str:
        return english(self.detail)

    def at(self, url: str) -> Self:
        """Return a copy of the error whose detail states the URL at which the error occurred."""
        error = copy(self)
        error.detail = FetchDetail.AT_URL.of(url=url, cause=self.detail)
        return error


class FetchError(CrawlerError):
    """The page could not be fetched."""

    code = "fetch"
    permanent: ClassVar[bool] = False
    """Whether retries are unlikely to help. If True, the link is given up after a few polls."""

    def __init__(self, detail: Reason | None = None, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class UnreachableError(FetchError):
    """The server could not be reached."""

    code = "unreachable"


class TimedOutError(FetchError):
    """The server did not answer in time."""

    code = "timeout"


class BrokenTransferError(FetchError):
    """The response ended early."""

    code = "broken"


class AddressRefusedError(FetchError):
    """The IP address is private, and the source is not configured as `trusted`."""

    code = "address_refused"
    permanent = True


class CertificateError(FetchError):
    """The site's certificate cannot be trusted."""

    code = "certificate"


class RobotsError(FetchError):
    """The site's robots.txt does not allow this URL."""

    code = "robots"
    permanent = True


class RedirectLoopError(FetchError):
    """The URL redirects endlessly."""

    code = "redirect_loop"
    permanent = True


class RedirectedAwayError(FetchError):
    """The URL redirects to another page instead of the notice."""

    code = "redirected_away"


class TooLargeError(FetchError):
    """The page is too large."""

    code = "too_large"
    permanent = True


class GoneError(FetchError):
    """The page does not exist."""

    code = "gone"
    permanent = True


class BlockedError(FetchError):
    """The site refuses access."""

    code = "blocked"


class BrowserRequiredError(FetchError):
    """The site requires a browser."""

    code = "asks_for_browser"


class BrowserMissingError(FetchError):
    """The source needs a browser, which cannot be started."""

    code = "no_browser"


class BrowserFailedError(FetchError):
    """The browser could not load the page."""

    code = "browser_failed"


class LoginRequiredError(FetchError):
    """The site requires a login."""

    code = "asks_for_login"


class MaintenanceError(FetchError):
    """The site is under maintenance."""

    code = "maintenance"


class TemporaryPageError(FetchError):
    """The site returned an error page, or a page without text, instead of the notice."""

    code = "error_page"


class CaptchaRequiredError(FetchError):
    """The site requires a captcha."""

    code = "asks_for_captcha"


class HttpStatusError(FetchError):
    """The server answered with an HTTP status that means an error."""

    code = "http_status"


class NotAPageError(FetchError):
    """The response is not a page."""

    code = "not_a_page"
    permanent = True


class EmptyBodyError(FetchError):
    """The response is empty."""

    code = "empty"


class ReadingError(CrawlerError):
    """The page could not be read."""

    code = "unreadable"


class TooComplexError(CrawlerError):
    """The page takes too much time or memory to read."""

    code = "too_complex"


class ListingError(CrawlerError):
    """The listing could not be read."""

    code = "listing"


class NoLinksError(ListingError):
    """The listing shows no links."""

    code = "no_links"


class ProgramFailedError(CrawlerError):
    """The source's program failed."""

    code = "program"


class LinksVanishedError(ListingError):
    """The listing has no links, but had some before."""

    code = "links_vanished"


class ListingChangedError(ListingError):
    """The page no longer resembles the source's previous listing."""

    code = "listing_changed"


class SharedAddressError(ListingError):
    """Several rows of the listing link to the same page."""

    code = "shared_address"


class FeedBrokenError(ListingError):
    """The feed is truncated or not well-formed."""

    code = "feed_broken"


class ForeignLinksError(ListingError):
    """The sitemap lists pages of other hosts, but may list only pages of its own host."""

    code = "foreign_links"


class FileError(CrawlerError):
    """The file could not be read."""

    code = "file"


class DamagedFileError(FileError):
    """The file is damaged."""

    code = "damaged"


class EncryptedFileError(FileError):
    """The file is protected by a password."""

    code = "encrypted"


class ScanError(FileError):
    """The file contains only images of pages and no text."""

    code = "scan"


class GarbledError(FileError):
    """The text cannot be read, because the file's fonts lack character codes."""

    code = "garbled"


class NoTextError(FileError):
    """The file contains no text."""

    code = "no_text"


class UnsupportedFileError(FileError):
    """Files of this type are not supported."""

    code = "unsupported"


class ProgramMissingError(FileError):
    """The program for reading files of this type is not installed."""

    code = "program_missing"


class NotAFileError(FileError):
    """The response is a web page instead of a file."""

    code = "not_a_file"


class FileTooLargeError(FileError):
    """The unpacked file is too large."""

    code = "unpacks_too_large"


class FileTooSlowError(FileError):
    """Reading the file took too long."""

    code = "too_slow"
