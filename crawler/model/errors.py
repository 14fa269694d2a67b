"""The crawler's error tree. A docstring is the default message; `code` is what a failure at the border is called."""

from typing import ClassVar


class CrawlerError(Exception):
    """The crawler could not do what it was asked."""

    code: ClassVar[str] = "error"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail or (self.__doc__ or "").strip())


class FetchError(CrawlerError):
    """The page could not be fetched.

    `permanent`: asking again will hardly help, so a link is given up after a few polls.
    """

    code = "fetch"
    permanent: ClassVar[bool] = False

    def __init__(self, detail: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class UnreachableError(FetchError):
    """The server could not be reached."""

    code = "unreachable"


class TimedOutError(FetchError):
    """The server did not answer in time."""

    code = "timeout"


class BrokenTransferError(FetchError):
    """The answer broke off before its end."""

    code = "broken"


class AddressRefusedError(FetchError):
    """The address is private, and the configuration does not trust this source."""

    code = "address_refused"
    permanent = True


class CertificateError(FetchError):
    """The site's certificate cannot be trusted."""

    code = "certificate"


class RobotsError(FetchError):
    """The site's robots.txt does not allow this address."""

    code = "robots"
    permanent = True


class RedirectLoopError(FetchError):
    """The address redirects without end."""

    code = "redirect_loop"
    permanent = True


class RedirectedAwayError(FetchError):
    """The address leads to another page than the notice's."""

    code = "redirected_away"


class TooLargeError(FetchError):
    """The page is larger than a page may be."""

    code = "too_large"
    permanent = True


class GoneError(FetchError):
    """The page does not exist."""

    code = "gone"
    permanent = True


class BlockedError(FetchError):
    """The site turns this visitor away."""

    code = "blocked"


class BrowserRequiredError(FetchError):
    """The site asks for a browser."""

    code = "asks_for_browser"


class LoginRequiredError(FetchError):
    """The site asks for a login."""

    code = "asks_for_login"


class MaintenanceError(FetchError):
    """The site is under maintenance."""

    code = "maintenance"


class TemporaryPageError(FetchError):
    """The site answers with an error page, or a page without text, in the place of the notice."""

    code = "error_page"


class CaptchaRequiredError(FetchError):
    """The site asks whether the visitor is human."""

    code = "asks_for_captcha"


class HttpStatusError(FetchError):
    """The server answered with an error."""

    code = "http_status"


class NotAPageError(FetchError):
    """The answer is not a page."""

    code = "not_a_page"
    permanent = True


class EmptyBodyError(FetchError):
    """The answer is empty."""

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


class LinksVanishedError(ListingError):
    """The listing used to have links and now has none."""

    code = "links_vanished"


class ListingChangedError(ListingError):
    """The page no longer resembles the listing that this source has shown."""

    code = "listing_changed"


class SharedAddressError(ListingError):
    """Several rows of the listing lead to one page."""

    code = "shared_address"


class FeedBrokenError(ListingError):
    """The feed is cut off or not well-formed."""

    code = "feed_broken"


class ForeignLinksError(ListingError):
    """The sitemap lists pages of other hosts, which it must not."""

    code = "foreign_links"


class FileError(CrawlerError):
    """The file could not be read."""

    code = "file"


class DamagedFileError(FileError):
    """The file is damaged."""

    code = "damaged"


class EncryptedFileError(FileError):
    """The file is locked with a password."""

    code = "encrypted"


class ScanError(FileError):
    """The file holds pictures of pages and no text."""

    code = "scan"


class GarbledError(FileError):
    """The file's fonts do not tell which characters they show."""

    code = "garbled"


class NoTextError(FileError):
    """The file holds no text."""

    code = "no_text"


class UnsupportedFileError(FileError):
    """Files of this kind are not read."""

    code = "unsupported"


class NotAFileError(FileError):
    """The answer is a page where a file should be."""

    code = "not_a_file"


class FileTooLargeError(FileError):
    """The file unpacks to more than a file may."""

    code = "unpacks_too_large"


class FileTooSlowError(FileError):
    """The file took too long to read."""

    code = "too_slow"
