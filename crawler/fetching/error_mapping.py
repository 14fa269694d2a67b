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

_CLASSES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], type[errors.FetchError], str], ...] = (
    (scrapy_errors.CannotResolveHostError, errors.UnreachableError, "the host's name does not resolve"),
    (scrapy_errors.DownloadConnectionRefusedError, errors.UnreachableError, "the server refuses connections"),
    (
        (scrapy_errors.DownloadTimeoutError, network_errors.TimeoutError, TimeoutError),
        errors.TimedOutError,
        "the server did not answer in time",
    ),
    (scrapy_errors.ResponseDataLossError, errors.BrokenTransferError, "the response ended early"),
    (scrapy_errors.DownloadCancelledError, errors.TooLargeError, "the page is too large"),
    (scrapy_errors.DownloadFailedError, errors.BrokenTransferError, "the connection broke off"),
    (scrapy_errors.UnsupportedURLSchemeError, errors.NotAPageError, "only http and https URLs are fetched"),
    (scrapy_errors.NotSupported, errors.NotAPageError, "only http and https URLs are fetched"),
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
        if isinstance(reason, (SSLError, VerificationError)) and "erif" in (words := _ssl_words(reason)):
            return errors.CertificateError(
                f"the site's certificate cannot be trusted ({words}); "
                "set `verify_tls: false` in the source to accept it"
            )
    if isinstance(error, scrapy_errors.DownloadFailedError) and (cause := _broken_http(error)):
        return errors.BrokenTransferError(cause)
    for classes, kind, words in _CLASSES:
        if isinstance(error, classes):
            return kind(_explained(words, error))
    return errors.UnreachableError(_explained("the server could not be reached", error))


def _reasons(error: BaseException) -> list[BaseException]:
    """Return the exceptions that Twisted collected for a request that got no response."""
    found = getattr(error.__cause__, "reasons", None) or getattr(error, "reasons", None) or []
    return [failure.value for failure in found]


def _broken_http(error: BaseException) -> str | None:
    """Return the fault in a response that is not valid HTTP, or None if the connection itself failed."""
    for reason in _reasons(error):
        if isinstance(reason, network_errors.ConnectionDone):
            return "the server closed the connection before its answer came to an end"
        if isinstance(reason, ValueError | ParseError | BadResponseVersion):
            said = " ".join(str(argument) for argument in reason.args)
            return f"the server's answer is no valid HTTP ({' '.join(said.split())[:200]})"
    return None


def _ssl_words(error: Exception) -> str:
    if isinstance(error, VerificationError):
        return "verification: it is another host's"
    return "; ".join(" ".join(filter(None, reason)) for reason in error.args[0]) if error.args else str(error)


def _ignored(reason: str) -> errors.FetchError:
    if "redirections" in reason:
        return errors.RedirectLoopError()
    if "DOWNLOAD_MAXSIZE" in reason:
        return errors.TooLargeError("the decompressed page is too large")
    return errors.NotAPageError(reason)


def _explained(words: str, error: BaseException) -> str:
    detail = " ".join(str(error).split())
    return f"{words} ({detail[:200]})" if detail else words


def answer_error(response: Response) -> errors.FetchError | None:
    """Return the FetchError for a response's status, or None for a successful status (2xx)."""
    status = response.status
    wait = retry_after(response)
    if 200 <= status < 300:
        return None
    if 300 <= status < 400 and (target := response.headers.get(b"Location")):
        # Redirects to http and https URLs were already followed.
        leads_to = target.decode("latin-1")[:200]
        return errors.RedirectedAwayError(f"the URL redirects to {leads_to}, which is not fetched")
    if status in (404, 410):
        return errors.GoneError(f"the page does not exist (HTTP {status})")
    if status in (412, 521):
        return errors.BrowserRequiredError(f"the site requires a browser (HTTP {status})", wait)
    if status == 401:
        return errors.LoginRequiredError("the site requires a login (HTTP 401)", wait)
    if status in (403, 406, 418, 429, 451):
        return errors.BlockedError(f"the site refuses access (HTTP {status})", wait)
    return errors.HttpStatusError(f"the server answered with HTTP {status}", wait)


def retry_after(response: Response) -> float | None:
    """Return the seconds to wait according to the header Retry-After, at most a day, or None without this header.

    The header is defined in RFC 9110, 10.2.3.
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
