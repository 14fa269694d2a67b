"""Mapping of download errors to the classes in `crawler.model.errors`.

Pure functions; no I/O, except for reading the clock to evaluate Retry-After dates.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from OpenSSL.SSL import Error as SSLError
from scrapy import exceptions as scrapy_errors
from scrapy.http import Response
from service_identity import VerificationError
from twisted.internet import error as network_errors

from crawler.fetching.scrapy_compat import BadResponseVersion, ParseError
from crawler.model import errors
from crawler.model.details.code import DetailCode
from crawler.model.details.fetching import FetchDetail
from crawler.model.reason import Reason

_Classes = type[BaseException] | tuple[type[BaseException], ...]
_CLASSES: tuple[tuple[_Classes, type[errors.FetchError], DetailCode], ...] = (
    (scrapy_errors.CannotResolveHostError, errors.UnreachableError, FetchDetail.NOT_RESOLVED),
    (scrapy_errors.DownloadConnectionRefusedError, errors.UnreachableError, FetchDetail.REFUSED),
    (
        (scrapy_errors.DownloadTimeoutError, network_errors.TimeoutError, TimeoutError),
        errors.TimedOutError,
        FetchDetail.NO_ANSWER,
    ),
    (scrapy_errors.ResponseDataLossError, errors.BrokenTransferError, FetchDetail.ENDED_EARLY),
    (scrapy_errors.DownloadCancelledError, errors.TooLargeError, FetchDetail.TOO_LARGE),
    (scrapy_errors.DownloadFailedError, errors.BrokenTransferError, FetchDetail.BROKE_OFF),
    (scrapy_errors.UnsupportedURLSchemeError, errors.NotAPageError, FetchDetail.SCHEME),
    (scrapy_errors.NotSupported, errors.NotAPageError, FetchDetail.SCHEME),
)


def download_error(error: BaseException) -> errors.FetchError:
    """Return the FetchError for an exception of Scrapy or Twisted, or `error` unchanged if it is a FetchError."""
    if isinstance(error, errors.FetchError):
        return error
    if isinstance(error, scrapy_errors.IgnoreRequest):
        return _ignored(str(error))
    for reason in _reasons(error):
        if isinstance(reason, errors.FetchError):
            return reason
        if isinstance(reason, VerificationError):
            return errors.CertificateError(FetchDetail.OTHER_CERTIFICATE.of())
        if isinstance(reason, SSLError) and "erif" in (words := _ssl_words(reason)):
            return errors.CertificateError(FetchDetail.CERTIFICATE.of(reason=words))
    if isinstance(error, scrapy_errors.DownloadFailedError) and (cause := _broken_http(error)):
        return errors.BrokenTransferError(cause)
    for classes, kind, detail in _CLASSES:
        if isinstance(error, classes):
            return kind(_explained(detail, error))
    return errors.UnreachableError(_explained(FetchDetail.UNREACHABLE, error))


def _reasons(error: BaseException) -> list[BaseException]:
    """Return the exceptions that caused an exception of Twisted, which keeps them in its attribute `reasons`."""
    found = getattr(error.__cause__, "reasons", None) or getattr(error, "reasons", None) or []
    return [failure.value for failure in found]


def _broken_http(error: BaseException) -> Reason | None:
    """Return the reason why a response is not valid HTTP, or None if the connection itself failed."""
    for reason in _reasons(error):
        if isinstance(reason, network_errors.ConnectionDone):
            return FetchDetail.CLOSED_EARLY.of()
        if isinstance(reason, ValueError | ParseError | BadResponseVersion):
            said = " ".join(str(argument) for argument in reason.args)
            return FetchDetail.NOT_HTTP.of(reason=said)
    return None


def _ssl_words(error: Exception) -> str:
    return "; ".join(" ".join(filter(None, reason)) for reason in error.args[0]) if error.args else str(error)


def _ignored(reason: str) -> errors.FetchError:
    if "redirections" in reason:
        return errors.RedirectLoopError()
    if "DOWNLOAD_MAXSIZE" in reason:
        return errors.TooLargeError(FetchDetail.UNPACKS_TOO_LARGE.of())
    return errors.NotAPageError(FetchDetail.IGNORED.of(reason=reason))


def _explained(detail: DetailCode, error: BaseException) -> Reason:
    said = str(error).strip()
    return FetchDetail.EXPLAINED.of(cause=detail.of(), reason=said) if said else detail.of()


def answer_error(response: Response) -> errors.FetchError | None:
    """Return the FetchError for a response's status, or None for a successful status (2xx)."""
    status = response.status
    wait = retry_after(response)
    if 200 <= status < 300:
        return None
    if 300 <= status < 400 and (target := response.headers.get(b"Location")):
        # Redirects to http and https URLs were already followed.
        leads_to = target.decode("latin-1")[:200]
        return errors.RedirectedAwayError(FetchDetail.REDIRECT_NOT_FETCHED.of(url=leads_to))
    if status in (404, 410):
        return errors.GoneError(FetchDetail.STATUS_GONE.of(status=status))
    if status in (412, 521):
        return errors.BrowserRequiredError(FetchDetail.STATUS_BROWSER.of(status=status), wait)
    if status == 401:
        return errors.LoginRequiredError(FetchDetail.STATUS_LOGIN.of(), wait)
    if status in (403, 406, 418, 429, 451):
        return errors.BlockedError(FetchDetail.STATUS_BLOCKED.of(status=status), wait)
    return errors.HttpStatusError(FetchDetail.STATUS.of(status=status), wait)


def retry_after(response: Response) -> float | None:
    """Return the waiting time in the header Retry-After in seconds, at most a day.

    The header, defined in RFC 9110, 10.2.3, contains a number of seconds or a date. If it is absent or invalid, return
    None.
    """
    written = (response.headers.get(b"Retry-After") or b"").decode("latin-1").strip()
    if not written:
        return None
    try:
        seconds = (
            float(written)
            if re.fullmatch(r"\d{1,9}", written)
            else (parsedate_to_datetime(written) - datetime.now(UTC)).total_seconds()
        )
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), 86400.0)
