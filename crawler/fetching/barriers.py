"""Detection of responses that are not pages, and of barrier pages (login, captcha, script) served instead of a page.

Pure functions; no I/O. The patterns run on the text of untrusted pages, so only the sandbox process may call
`page_error`.
"""

import re

from crawler.model import errors
from crawler.model.details.fetching import BrowserDetail, FetchDetail
from crawler.model.encoding import wide_encoding
from crawler.model.listing_options import Rendering
from crawler.model.markup import is_truncated, without_elements
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
"""Upper limits for a page that is sent instead of the requested page.

They apply to the number of bytes (_BARRIER_SIZE), links (_BARRIER_LINKS) and visible characters (_BARRIER_WORDS).
"""
_PASSWORD = re.compile(r"""(?i)<input\b[^<>]{0,300}\btype\s*=\s*["']?password""")
_CAPTCHA = re.compile(
    r"(?i)captcha|geetest|cf-turnstile|验证码|驗證碼|滑块|安全验证|安全驗證|人机验证|verify you are human"
)
_ANCHOR = re.compile(r"(?i)<a\s[^<>]*href")
_TAG = re.compile(r"<[^<>]+>")


def body_error(page: Page) -> errors.FetchError | None:
    """Return an error if the bytes of a response are not a page, otherwise None. The Content-Type header is ignored."""
    head = page.body[:1024].lstrip(_BLANK)
    if not page.body.strip(_BLANK):
        return errors.EmptyBodyError()
    is_text = b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_text(page.body[:_SAMPLE])
    if not is_text or head.startswith(_BINARY):
        kind = page.content_type
        return errors.NotAPageError(FetchDetail.NOT_A_PAGE.of(kind=kind) if kind else FetchDetail.BINARY.of())
    return None


def page_error(page: Page) -> errors.FetchError | None:
    """Return an error if the bytes or the text of a response show that it is not the requested page, otherwise None."""
    return body_error(page) or _text_error(page)


def _text_error(page: Page) -> errors.FetchError | None:
    if is_truncated(page.text):
        return errors.BrokenTransferError(FetchDetail.ENDS_IN_TEXT.of())
    return _barrier(page) if len(page.body) < _BARRIER_SIZE else None


def require_page(page: Page, rendering: Rendering | None = None) -> None:
    """Raise FetchError if the text of a response shows that it is not the requested page.

    `rendering` is None if the page was not loaded in a browser. If it was, a page that still demands a browser raises
    BlockedError.
    """
    error = _text_error(page)
    if rendering and isinstance(error, errors.BrowserRequiredError):
        raise errors.BlockedError(BrowserDetail.NO_TEXT.of())
    if error:
        raise error


def _is_text(sample: bytes) -> bool:
    """Return whether bytes are text although they contain NULs.

    They are text if they are encoded in UTF-16, or if they are markup with a few stray NULs.
    """
    if wide_encoding(sample):
        return True
    plain = sample.replace(b"\x00", b"")
    return bool(_MARKUP.match(plain.lstrip())) and len(_CONTROLS.findall(plain)) * 100 <= len(plain)


def _barrier(page: Page) -> errors.FetchError | None:
    """Return the error for a script, a captcha or a login form that was served instead of the page, or None.

    A page with many links or with much text is never regarded as a barrier.
    """
    text = page.text
    if len(_ANCHOR.findall(text)) > _BARRIER_LINKS:
        return None
    words = len(_visible(text))
    if words < _BARRIER_WORDS and _PASSWORD.search(text):
        return errors.LoginRequiredError(FetchDetail.ONLY_LOGIN.of())
    if words < _BARRIER_WORDS and _CAPTCHA.search(text):
        return errors.CaptchaRequiredError(FetchDetail.CAPTCHA.of())
    if len(page.body) < 20_000 and b"<script" in page.body.lower() and _is_challenge(text):
        return errors.BrowserRequiredError(FetchDetail.ONLY_SCRIPT.of())
    return None


def _is_challenge(text: str) -> bool:
    # Anti-bot pages contain a script that sets a cookie or reloads the page, and almost no text.
    return bool(_CHALLENGE.search(text)) and not _ANCHOR.search(text) and len(_visible(text)) < 60


def _visible(text: str) -> str:
    return "".join(_TAG.sub("", without_elements(text, ("script", "style", "noscript", "title"))).split())
