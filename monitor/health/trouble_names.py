"""The displayed names of the troubles of a source or a page. Pure functions; no I/O.

The codes are defined by the crawler and by `monitor.health`.
"""

from collections.abc import Mapping

from monitor.health.failure_phrases import FAILURE_PHRASES
from monitor.text.i18n import N_, current_language, gettext
from monitor.text.phrases import translate_phrase

_CODES: Mapping[str, str] = {
    "unreachable": N_("server unreachable"),
    "timeout": N_("no answer in time"),
    "broken": N_("transfer broke off"),
    "address_refused": N_("private address refused"),
    "certificate": N_("invalid certificate"),
    "robots": N_("disallowed by robots.txt"),
    "redirect_loop": N_("redirect loop"),
    "redirected_away": N_("redirected to another page"),
    "too_large": N_("too large"),
    "gone": N_("page does not exist"),
    "blocked": N_("access denied"),
    "asks_for_browser": N_("browser required"),
    "asks_for_login": N_("login required"),
    "asks_for_captcha": N_("captcha required"),
    "http_status": N_("server error"),
    "not_a_page": N_("not a web page"),
    "empty": N_("empty response"),
    "unreadable": N_("page cannot be parsed"),
    "too_complex": N_("page takes too much time or memory to read"),
    "listing": N_("listing cannot be parsed"),
    "program": N_("the source's program failed"),
    "no_links": N_("listing without links"),
    "links_vanished": N_("the listing lost its links"),
    "listing_changed": N_("listing changed"),
    "shared_address": N_("rows share one URL"),
    "maintenance": N_("site under maintenance"),
    "error_page": N_("error page instead of a notice"),
    "feed_broken": N_("feed or interface data is malformed"),
    "foreign_links": N_("sitemap lists other hosts"),
    "deadline": N_("poll deadline exceeded"),
    "late": N_("not polled"),
    "dates_stopped": N_("no new notices for a long time"),
    "texts_too_short": N_("notices have hardly any text"),
    "same_text": N_("different notices have the same text"),
    "file": N_("file cannot be read"),
    "damaged": N_("file damaged"),
    "encrypted": N_("file is password-protected"),
    "scan": N_("scanned file without text"),
    "garbled": N_("file text is garbled"),
    "no_text": N_("file without text"),
    "unsupported": N_("file type not supported"),
    "not_a_file": N_("a page instead of a file"),
    "unpacks_too_large": N_("unpacked file too large"),
    "too_slow": N_("file took too long to read"),
}
_DETAILS = (
    N_("the host's name does not resolve"),
    N_("the server refuses connections"),
    N_("the server did not answer in time"),
    N_("no answer in time"),
    N_("no answer"),
    N_("the server could not be reached ({detail})"),
    N_("the server could not be reached"),
    N_("The server could not be reached."),
    N_("the response ended early"),
    N_("the connection broke off"),
    N_("the page is too large"),
    N_("the decompressed page is too large"),
    N_("only http and https URLs are fetched"),
    N_("the URL redirects to {url}, which is not fetched"),
    N_("the URL redirects to {url}, which is not this notice"),
    N_("the page does not exist (HTTP {status})"),
    N_("the site requires a browser (HTTP {status})"),
    N_("the site requires a login (HTTP 401)"),
    N_("the site refuses access (HTTP {status})"),
    N_("the server answered with HTTP {status}"),
    N_("the response is {kind}, not a page"),
    N_("the site asks for a captcha in the page's place"),
    N_("the site requires a browser: the page is a script without text"),
    N_("the listing was not received before the poll's deadline"),
    N_("The listing shows no links."),
    N_("The listing used to have links and now has none."),
    N_("the feed is truncated"),
    N_("the text is empty"),
    N_("no text was found on the page"),
)


def trouble_words(code: str, detail: str) -> str:
    """Return the name and the detail of a trouble in the current language.

    In English, the name is the code. A detail without a translation is returned unchanged.
    """
    if current_language() == "en":
        return f"{code}: {detail}"
    name = trouble_name(code)
    known = trouble_detail(detail)
    return gettext("{trouble}: {detail}", trouble=name, detail=known) if known else name


def trouble_detail(detail: str) -> str:
    """Return the detail of a trouble, translated to the current language if a translation exists."""
    return translate_phrase(detail, (*_DETAILS, *FAILURE_PHRASES))


def trouble_name(code: str) -> str:
    """Return the name of a trouble in the current language. In English, the name is the code."""
    return gettext(_CODES[code]) if code in _CODES and current_language() != "en" else code
