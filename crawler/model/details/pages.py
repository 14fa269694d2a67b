"""Failure details: why pages cannot be read as notices, and why requests to the crawler cannot be answered."""

from crawler.model.details.code import DetailCode
from crawler.model.reason import N_


class PageDetail(DetailCode):
    """Reasons why a page cannot be read as a notice, for example because the site answers with an error page."""

    TOO_MANY_TAGS = "page.too_many_tags", N_("the page has {count} tags, more than the limit of {limit}")
    TOO_DEEP = "page.too_deep", N_("the page has {count} unclosed elements, more than the limit of {limit}")
    TOO_MANY_ATTRIBUTES = "page.too_many_attributes", N_("a tag of the page has more than {limit} attributes")
    NESTED_TOO_DEEPLY = "page.nested_too_deeply", N_("the page is nested too deeply to be read")
    PARSING_MEMORY = "page.parsing_memory", N_("parsing the page exceeds the memory limit")
    CONTENT_MEMORY = "page.content_memory", N_("the content of the page exceeds the memory limit")
    PARSING_TIME = "page.parsing_time", N_("parsing the page takes too long")
    PARSING_CRASH = "page.parsing_crash", N_("parsing the page crashes the process")
    PARSING_HOPELESS = "page.parsing_hopeless", N_("parsing the page takes too long or crashes the process")
    QUEUE_FULL = "page.queue_full", N_("too many slow pages are waiting to be read")
    PROCESS_NOT_STARTED = "page.process_not_started", N_("the process to read the page cannot be started: {reason}")
    NOT_HTML = "page.not_html", N_("the page is not HTML: {reason}")
    TOO_LONG = "page.too_long", N_("the page has {size} bytes; the limit is {limit}")
    BODY_SELECTOR = "page.body_selector", N_("the selector of the body cannot be evaluated: {reason}")
    NO_TEXT_FOUND = "page.no_text_found", N_("no text was found on the page")
    TEXT_EMPTY = "page.text_empty", N_("the text is empty")
    NO_TEXT = "page.no_text", N_("the page has no text")
    SAYS = "page.says", N_("the page shows this message: {text}")
    TITLED = "page.titled", N_("the page is titled {title}")
    LOGIN_FOR_LISTING = (
        "page.login_for_listing",
        N_("the site requires a login: the listing page shows a password form"),
    )
    LOGIN_FOR_NOTICE = (
        "page.login_for_notice",
        N_("the site requires a login: the page shows a password form instead of the notice"),
    )
    HARDLY_ANY_TEXT = (
        "page.hardly_any_text",
        N_("the page has hardly any text and does not contain the title in the listing"),
    )
    OTHER_SUBJECT = (
        "page.other_subject",
        N_("the page has little text, which is unrelated to the title in the listing"),
    )
    OTHER_NOTICE = "page.other_notice", N_("the URL redirects to {url}, which is not this notice")
    LEFT_THE_FEED = "page.left_the_feed", N_("the entry is no longer in the feed and has no page")
    FILE_WITHOUT_TEXT = "page.file_without_text", N_("the file has no text ({fault}) and no title in the listing")


class RequestDetail(DetailCode):
    """Reasons why the crawler cannot answer a request from the monitor."""

    REJECTED = "request.rejected", N_("the crawler rejected the request: {reason}")
    CHILDREN_LOST = (
        "request.children_lost",
        N_("the crawler process ended unexpectedly {count} times in a row; last reason: {reason}"),
    )
    UNEXPECTED = "request.unexpected", N_("unexpected error: {reason}")
    STATE_TOO_LARGE = (
        "request.state_too_large",
        N_("the polling state of the source has {size} bytes; the limit is {limit}"),
    )
    EXPECTED = "request.expected", N_("expected {reason}")
