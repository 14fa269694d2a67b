"""Limits for pages that are loaded in the browser, and conversion of the browser's error messages to exceptions.

Pure functions; no I/O.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from crawler.model import errors
from crawler.model.details.code import DetailCode
from crawler.model.details.fetching import BrowserDetail, FetchDetail
from crawler.model.markup import without_elements

BYTES_LIMIT = 20 * 1024 * 1024
"""The maximum size of all responses that a page may receive, in bytes as transferred."""
DOCUMENT_LIMIT = 5 * 1024 * 1024
ELEMENTS_LIMIT = 200_000
"""The maximum size of the document after its scripts have run, in characters and in elements."""
REQUESTS = 200
"""The maximum number of requests of a page. Further requests are refused, and the page is read without them."""
JSON_RESPONSES = 10
JSON_BYTES = 1024 * 1024
"""The maximum number and size of the JSON responses that are recorded."""
NETWORK_IDLE_S = 0.5
"""The time in seconds without network activity after which a page is complete."""
LONG_REQUEST_S = 3.0
"""The time in seconds after which an unfinished request is ignored, so that the page can count as complete."""
SETTLE_S = 10.0
"""The maximum time in seconds to wait for the end of network activity on a page that keeps sending requests."""
CHALLENGE_S = 12.0
"""The maximum time in seconds in which an empty page, or a browser check, must load the actual page."""
BARE_LETTERS = 20
"""A page without links counts as empty if it has fewer visible characters than this number."""
CHALLENGES = (412, 521)
"""HTTP statuses with which sites demand a browser, because the response contains a script that checks for one."""
REFUSED_KINDS = ("image", "media", "font", "texttrack", "manifest", "ping")
"""Kinds of requests, in Playwright's terms, that are not needed to read a page."""

SNAPSHOT = f"""(() => {{
  const count = document.getElementsByTagName("*").length;
  const root = count > {ELEMENTS_LIMIT} ? null : document.documentElement;
  const html = root ? root.outerHTML : "";
  return {{
    tooLarge: count > {ELEMENTS_LIMIT} || html.length > {DOCUMENT_LIMIT},
    html: html.length > {DOCUMENT_LIMIT} ? "" : html,
    url: document.location.href,
  }};
}})()"""
"""A script that returns the document. It runs in a separate JavaScript context, which page scripts cannot access."""
VISIBLE_COUNTS = "[document.body ? document.body.innerText.trim().length : 0, document.links.length]"
"""A script that returns the number of visible characters and of links."""

_REASONS: tuple[tuple[str, type[errors.FetchError], DetailCode], ...] = (
    ("ERR_CERT_", errors.CertificateError, BrowserDetail.CERTIFICATE),
    ("ERR_SSL_", errors.CertificateError, BrowserDetail.NOT_SECURE),
    ("ERR_TOO_MANY_REDIRECTS", errors.RedirectLoopError, BrowserDetail.REDIRECT_LOOP),
    ("ERR_INVALID_AUTH_CREDENTIALS", errors.LoginRequiredError, FetchDetail.STATUS_LOGIN),
    ("ERR_BLOCKED_BY_CLIENT", errors.RobotsError, BrowserDetail.ROBOTS),
    ("Download is starting", errors.NotAPageError, BrowserDetail.DOWNLOAD),
    ("ERR_ABORTED", errors.NotAPageError, BrowserDetail.NOT_DISPLAYED),
    ("Timeout", errors.TimedOutError, FetchDetail.NO_ANSWER),
    ("ERR_TIMED_OUT", errors.TimedOutError, FetchDetail.NO_ANSWER),
    ("ERR_EMPTY_RESPONSE", errors.UnreachableError, FetchDetail.UNREACHABLE),
    ("ERR_TUNNEL_CONNECTION_FAILED", errors.UnreachableError, FetchDetail.UNREACHABLE),
    ("ERR_CONNECTION_", errors.BrokenTransferError, FetchDetail.BROKE_OFF),
    ("ERR_", errors.UnreachableError, FetchDetail.UNREACHABLE),
)
_UNANSWERED = (errors.UnreachableError, errors.BrokenTransferError)


def navigation_error(message: str, url: str, refused: Mapping[str, errors.FetchError]) -> errors.FetchError:
    """Return the FetchError for a page that the browser could not open.

    `message` is the browser's error message, and `url` is the URL of the page. `refused` maps `host:port` to the error
    with which the proxy refused a connection. If the message only says that there was no response, the proxy's error is
    returned, because it is more precise.
    """
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    for code, kind, detail in _REASONS:
        if code in message:
            if issubclass(kind, _UNANSWERED) and refused:
                return refused.get(place) or list(refused.values())[-1]
            return kind(detail.of())
    return errors.BrowserFailedError(BrowserDetail.FAILED_BECAUSE.of(reason=message.splitlines()[0][:200]))


def is_served(served: str, document: str) -> bool:
    """Return whether the server's response already contained most of the markup and links of the final document.

    `served` is the response, and `document` is the document after its scripts have run; script and style elements are
    ignored.
    """
    before, after = (without_elements(text, ("script", "style")).lower() for text in (served, document))
    return bool(after) and len(before) >= 0.7 * len(after) and before.count("<a ") >= 0.9 * after.count("<a ")


def is_text(content_type: str) -> bool:
    """Return whether a response is text according to its content type.

    A response without a content type counts as text, because the browser displays it as HTML.
    """
    kind = content_type.partition(";")[0].strip().lower()
    return not kind or kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))


def is_displayed(status: int, headers: Mapping[str, str]) -> bool:
    """Return whether the browser displays a response in place of the current page.

    The result is False for a response without content and for a download. The names in `headers` must be in lower case.
    """
    disposition = headers.get("content-disposition", "").partition(";")[0].strip().lower()
    return status not in (204, 205) and disposition != "attachment" and is_text(headers.get("content-type", ""))


def is_html(content_type: str) -> bool:
    """Return whether the browser displays a response with this content type as an HTML document."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("", "text/html", "application/xhtml+xml")
