"""Name the troubles of a source or a page for people. Codes come from the crawler and from `monitor.health`. Pure."""

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
    "empty": N_("empty answer"),
    "unreadable": N_("page cannot be parsed"),
    "too_complex": N_("page takes too much time or memory to read"),
    "listing": N_("listing cannot be parsed"),
    "no_links": N_("listing without links"),
    "links_vanished": N_("links vanished from the listing"),
    "listing_changed": N_("listing changed"),
    "shared_address": N_("rows share one address"),
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
    "unpacks_too_large": N_("file unpacks to too much"),
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
    N_("the answer broke off before its end"),
    N_("the connection broke off"),
    N_("the page is larger than a page may be"),
    N_("the page unpacks to more than a page may have"),
    N_("only http and https addresses are fetched"),
    N_("the address leads to {url}, which is not fetched"),
    N_("the address leads to {url}, which is not this notice"),
    N_("the page does not exist (HTTP {status})"),
    N_("the site asks for a browser (HTTP {status})"),
    N_("the site asks for a login (HTTP 401)"),
    N_("the site turns this visitor away (HTTP {status})"),
    N_("the server answered with HTTP {status}"),
    N_("the answer is not a page but {kind}"),
    N_("the site asks for a login: a form for a password stands in the page's place"),
    N_("the site asks for a captcha in the page's place"),
    N_("the site asks for a browser: it answers with a script and no text"),
    N_("the listing did not come before the poll's deadline"),
    N_("The listing shows no links."),
    N_("The listing used to have links and now has none."),
    N_("the feed is cut off before its end"),
    N_("the text is empty"),
    N_("no text was found on the page"),
    N_("it is long due, and was not polled"),
    N_("nothing new for {days} days; what it published last is of {day}"),
    N_("{count} of its last {of} notices, at addresses of their own, have one and the same text"),
    N_("{count} of its last {of} notices have hardly any text; those before them had"),
)


def trouble_words(code: str, detail: str) -> str:
    """Return a trouble with its code and its detail; the detail is as it came where it has no translation."""
    if current_language() == "en":
        return f"{code}: {detail}"
    name = trouble_name(code)
    known = trouble_detail(detail)
    return gettext("{trouble}: {detail}", trouble=name, detail=known) if known else name


def trouble_detail(detail: str) -> str:
    """Return the detail of a trouble in the current language, as it came where it has no translation."""
    return translate_phrase(detail, (*_DETAILS, *FAILURE_PHRASES))


def trouble_name(code: str) -> str:
    """Return the name of a trouble in the current language; in English its code."""
    return gettext(_CODES[code]) if code in _CODES and current_language() != "en" else code
