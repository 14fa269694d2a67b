"""Map download errors to the codes of `crawler.model.errors`. Pure except for the clock of Retry-After dates."""

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
from crawler.model.encoding import wide_encoding
from crawler.model.markup import breaks_off
from crawler.model.page import Page

_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"RIFF",
)
_BLANK = b" \t\r\n\f\v\x00"
_SAMPLE = 4096
_MARKUP = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*[<{]")
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CHALLENGE = re.compile(r"document\.cookie|location\.(?:href|reload|replace)|location\s*=|eval\(|setTimeout\(")
_BARRIER_SIZE = 60_000
_BARRIER_LINKS = 8
_BARRIER_WORDS = 300
"""Bytes, links and visible characters that a page has at most which stands in the way of another."""
_PASSWORD = re.compile(r"""(?i)<input\b[^<>]{0,300}\btype\s*=\s*["']?password""")
_CAPTCHA = re.compile(
    r"(?i)captcha|geetest|cf-turnstile|验证码|驗證碼|滑块|安全验证|安全驗證|人机验证|verify you are human"
)
_ANCHOR = re.compile(r"(?i)<a\s[^<>]*href")
_SCRIPTS = re.compile(r"(?is)<(script|style|noscript|title)\b.*?</\1\s*>|<[^>]+>")
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
    """Return the FetchError for what Scrapy or Twisted raised; pass a FetchError through."""
    if isinstance(error, errors.FetchError):
        return error
    if isinstance(error, scrapy_errors.IgnoreRequest):
        return _ignored(str(error))
    for reason in _reasons(error):
        if isinstance(reason, errors.FetchError):
            return reason
        if isinstance(reason, (SSLError, VerificationError)) and "erif" in (words := _ssl_words(reason)):
            return errors.CertificateError(
                f"the site's certificate cannot be trusted ({words}); `verify_tls: false` in the source would take it"
            )
    if isinstance(error, scrapy_errors.DownloadFailedError) and (cause := _broken_http(error)):
        return errors.BrokenTransferError(cause)
    for classes, kind, words in _CLASSES:
        if isinstance(error, classes):
            return kind(_explained(words, error))
    return errors.UnreachableError(_explained("the server could not be reached", error))


def _reasons(error: BaseException) -> list[BaseException]:
    """Return the reasons that Twisted collected for a response that never arrived."""
    found = getattr(error.__cause__, "reasons", None) or getattr(error, "reasons", None) or []
    return [failure.value for failure in found]


def _broken_http(error: BaseException) -> str | None:
    """Return what is wrong with a response that arrived but could not be read; None if the connection itself failed."""
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
    """Return the FetchError for a response's status, or None for a page (2xx)."""
    status = response.status
    wait = retry_after(response)
    if 200 <= status < 300:
        return None
    if 300 <= status < 400 and (target := response.headers.get(b"Location")):
        # Redirects to http and https addresses were followed before this was asked.
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
    """Return the seconds that Retry-After asks to wait (RFC 9110, 10.2.3), at most a day; None without the header."""
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


def page_error(page: Page) -> errors.FetchError | None:
    """Return why the bytes of a response are not a page, or None. The bytes decide, not their label."""
    head = page.body[:1024].lstrip(_BLANK)
    if not page.body.strip(_BLANK):
        return errors.EmptyBodyError()
    is_text = b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_text(page.body[:_SAMPLE])
    if not is_text or head.startswith(_BINARY):
        return errors.NotAPageError(f"the response is {page.content_type or 'binary data'}, not a page")
    if breaks_off(page.text):
        return errors.BrokenTransferError("the page ends amid its text")
    return _barrier(page) if len(page.body) < _BARRIER_SIZE else None


def _is_text(sample: bytes) -> bool:
    """Return whether bytes that contain NULs belong to a page: in UTF-16, or markup with stray NULs."""
    if wide_encoding(sample):
        return True
    plain = sample.replace(b"\x00", b"")
    return bool(_MARKUP.match(plain.lstrip())) and len(_CONTROLS.findall(plain)) * 100 <= len(plain)


def _barrier(page: Page) -> errors.FetchError | None:
    """Return the error for a script for browsers, a captcha or a login that is sent instead of a page, or None.

    All of these are small pages with few links and almost no text.
    """
    text = page.text
    if len(_ANCHOR.findall(text)) > _BARRIER_LINKS:
        return None
    words = len(_visible(text))
    if words < _BARRIER_WORDS and _PASSWORD.search(text):
        return errors.LoginRequiredError("the site requires a login: a form for a password stands in the page's place")
    if words < _BARRIER_WORDS and _CAPTCHA.search(text):
        return errors.CaptchaRequiredError("the site asks for a captcha in the page's place")
    if len(page.body) < 20_000 and b"<script" in page.body.lower() and _is_challenge(text):
        return errors.BrowserRequiredError("the site requires a browser: the page is a script without text")
    return None


def _is_challenge(text: str) -> bool:
    # Anti-bot pages hold a script that sets a cookie or reloads, and next to nothing to read.
    return bool(_CHALLENGE.search(text)) and not _ANCHOR.search(text) and len(_visible(text)) < 60


def _visible(text: str) -> str:
    return "".join(_SCRIPTS.sub("", text).split())
