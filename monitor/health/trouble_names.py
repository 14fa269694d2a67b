"""Names under which the problems of a source or a page are displayed. Pure functions; no I/O.

The codes are defined by the crawler and by `monitor.health`.
"""

from collections.abc import Mapping

from crawler.model.details.sentences import SENTENCES
from crawler.model.results import Failure
from monitor.text.i18n import N_, current_language, gettext
from monitor.text.sentences import sentence_of

_CODES: Mapping[str, str] = {
    "unreachable": N_("server unreachable"),
    "timeout": N_("no answer in time"),
    "broken": N_("transfer interrupted"),
    "address_refused": N_("private address refused"),
    "certificate": N_("invalid certificate"),
    "robots": N_("disallowed by robots.txt"),
    "redirect_loop": N_("redirect loop"),
    "redirected_away": N_("redirected to another page"),
    "too_large": N_("too large"),
    "gone": N_("page does not exist"),
    "blocked": N_("access denied"),
    "asks_for_browser": N_("browser required"),
    "no_browser": N_("no browser installed"),
    "browser_failed": N_("the browser could not load the page"),
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
    "links_vanished": N_("the listing's links disappeared"),
    "listing_changed": N_("listing changed"),
    "shared_address": N_("rows share one URL"),
    "maintenance": N_("site under maintenance"),
    "error_page": N_("error page instead of a notice"),
    "feed_broken": N_("feed or API data is malformed"),
    "foreign_links": N_("sitemap lists other hosts"),
    "deadline": N_("poll deadline exceeded"),
    "late": N_("not polled"),
    "dates_stopped": N_("no new notices for a long time"),
    "texts_too_short": N_("notices have hardly any text"),
    "same_text": N_("different notices have the same text"),
    "listing_incomplete": N_("later pages of the listing cannot be read"),
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


def failure_line(failure: Failure) -> str:
    """Return a line with the URL of a failure, its name and its detail, in the current language."""
    return f"{failure.url}{gettext(': ')}{failure_words(failure)}"


def failure_words(failure: Failure) -> str:
    """Return the name and the detail of a failure in the current language. In English, the name is the code.

    Failures recorded by an older version have only an English detail, which is shown untranslated. In Chinese, a detail
    that only repeats the name is left out.
    """
    if current_language() == "en":
        return f"{failure.code}: {failure.detail}"
    name = trouble_name(failure.code)
    cause = failure.cause
    if cause is not None and cause.code == failure.code:
        return name
    detail = sentence_of(cause, SENTENCES) if cause and cause.code in SENTENCES else failure.detail
    return gettext("{trouble}: {detail}", trouble=name, detail=detail) if detail else name


def trouble_name(code: str) -> str:
    """Return the name of a trouble in the current language. In English, the name is the code."""
    return gettext(_CODES[code]) if code in _CODES and current_language() != "en" else code
