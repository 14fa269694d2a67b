"""Failure details: why listings cannot be read, why polls failed, and why programs failed."""

# ruff: noqa: E501 - each line is a sentence
from crawler.model.details.code import DetailCode
from crawler.model.reason import N_


class ListingDetail(DetailCode):
    """Reasons why a listing or some of its rows cannot be used."""

    NOT_HTML = "listing.not_html", N_("the listing is not HTML: {reason}")
    OTHER_FORM = (
        "listing.other_form",
        N_("the response is of type {form}, not HTML; set `type: {form}` or remove `type`"),
    )
    SELECTOR = "listing.selector", N_("a selector cannot be evaluated: {reason}")
    NOT_A_FEED = "listing.not_a_feed", N_("not an RSS, Atom or JSON feed: {url}")
    FEED_TOO_DEEP = (
        "listing.feed_too_deep",
        N_("the feed has entries nested within entries, more than {limit} levels deep"),
    )
    FEED_TRUNCATED = "listing.feed_truncated", N_("the feed is truncated")
    FEED_MALFORMED = "listing.feed_malformed", N_("the feed is not well-formed: {reason}")
    FEED_ENTRIES_LOST = "listing.feed_entries_lost", N_("the feed is not well-formed; unreadable entries: {count}")
    JSON_FEED_MALFORMED = "listing.json_feed_malformed", N_("the JSON feed is not well-formed: {reason}")
    JSON_NOT_A_FEED = "listing.json_not_a_feed", N_("the JSON is not a feed, as it has no `items`: {url}")
    ENTRIES_WITHOUT_PAGE = (
        "listing.entries_without_page",
        N_("feed entries skipped because they link to no page: {count}; first skipped entry: {title}"),
    )
    ENTRIES_MERGED = (
        "listing.entries_merged",
        N_(
            "feed entries skipped because they differ from other entries only in their ids: {count}; first skipped entry: {title}"
        ),
    )
    NOT_A_SITEMAP = "listing.not_a_sitemap", N_("not a sitemap: {url}")
    SITEMAP_MALFORMED = "listing.sitemap_malformed", N_("the sitemap is truncated or malformed: {reason}")
    SITEMAP_INDEX = (
        "listing.sitemap_index",
        N_("the sitemap is an index; the links are in the {count} sitemaps that it lists"),
    )
    OTHER_HOSTS = (
        "listing.other_hosts",
        N_("links skipped because a sitemap must not list other hosts: {count}; first skipped link: {url}"),
    )
    SAME_BUT_FRAGMENT = (
        "listing.same_but_fragment",
        N_(
            "rows of the listing skipped because their URLs differ from those of other rows only in the fragment: {count}"
        ),
    )
    SAME_URL = "listing.same_url", N_("rows of the listing skipped because other rows have the same URL: {count}")
    MARKUP = "listing.markup", N_("the response is markup, not JSON; the parameters of the API may be wrong")
    JSON_MALFORMED = "listing.json_malformed", N_("the JSON is truncated or malformed: {reason}")
    RESPONSE_MALFORMED = "listing.response_malformed", N_("the response is truncated or malformed: {reason}")
    ITEM_FAILS = "listing.item_fails", N_("select.item: {reason}")
    ITEM_FINDS_NOTHING = (
        "listing.item_finds_nothing",
        N_("select.item: {expression} finds no list of rows in the response"),
    )
    FIELD_FAILS = "listing.field_fails", N_("select.{name} fails in every row of the listing: {reason}")
    LINK_FAILS = "listing.link_fails", N_("no row of the listing has a link (rows: {count}; select.link: {reason})")
    LINK_FINDS_NOTHING = (
        "listing.link_finds_nothing",
        N_("no row of the listing has a link (rows: {count}): select.link: {expression} finds no URL in any row"),
    )
    FAULTY_LINES = (
        "listing.faulty_lines",
        N_("invalid lines in the program's output: {count}; first invalid line: {number} ({cause})"),
    )
    LINE_URL = "listing.line_url", N_("expected an http or https URL in `url` and `page`")
    LINE_UTF8 = "listing.line_utf8", N_("expected UTF-8")
    LINE_JSON = "listing.line_json", N_("expected JSON")
    LINE_OBJECT = "listing.line_object", N_("expected a JSON object")
    LINE_FIELD = "listing.line_field", "{fault}"
    NO_SID = "listing.no_sid", N_("not a page of the CMS gkmlpt: its _CONFIG has no SID")
    NO_GKMLPT_LIST = (
        "listing.no_gkmlpt_list",
        N_("this page of the CMS gkmlpt has no list; the list is at /gkmlpt/api/all/…"),
    )
    NO_ARTICLES = "listing.no_articles", N_("the response has no list `articles`")
    NO_JPAAS = "listing.no_jpaas", N_("not a page of the CMS jpaas: no script has `url` and `querydata`")
    LIST_ELSEWHERE = "listing.list_elsewhere", N_("the page loads its list from another URL: {url}")
    NO_DATA_HTML = "listing.no_data_html", N_("the response has no list (`data.html`)")
    NO_DATA_HTML_BECAUSE = "listing.no_data_html_because", N_("the response has no list (`data.html`): {reason}")
    NO_JPAGE = (
        "listing.no_jpage",
        N_("not a page of the CMS jpage: it contains neither a datastore nor a URL of jpage/dataproxy.jsp"),
    )
    NO_DATASTORE = (
        "listing.no_datastore",
        N_("this page of the CMS jpage has no datastore; its rows are at another URL"),
    )
    NO_EVIDENCE = (
        "listing.no_evidence",
        N_(
            "the page's links do not look like notices, judging by their dates, titles and URLs (links: {count}); to select the rows, set `select.link`; to accept the links as they are, run `sources accept`"
        ),
    )
    CHANGED = (
        "listing.changed",
        N_(
            "the listing has changed: none of its {count} rows was listed before, and the URLs, dates and positions of the rows differ from earlier ones; to accept the changed listing, run `sources accept`"
        ),
    )
    CHANGED_UNREADABLE = (
        "listing.changed_unreadable",
        N_(
            "the listing has changed, and most of its {count} rows do not link to a readable notice; to accept the changed listing anyway, run `sources accept`"
        ),
    )
    ALL_FILTERED = "listing.all_filtered", N_("`include` and `exclude` now filter out every link")
    LEADS_AWAY = "listing.leads_away", N_("the URL of the listing redirects to {url}, which is not the listing")
    NEXT_ON_OTHER_HOST = (
        "listing.next_on_other_host",
        N_("the next page was not fetched, because it is on another host: {url}"),
    )
    NEXT_TOO_LONG = "listing.next_too_long", N_("the URL of the next page is too long: {url}")
    PAGE_LATE = "listing.page_late", N_("{url} was not received in the time reserved for the listing")
    TOO_MANY_LINKS = (
        "listing.too_many_links",
        N_("the listing exceeds the limit of {limit} links (links beyond the limit: {count})"),
    )


class PollDetail(DetailCode):
    """Reasons why a poll failed or is incomplete."""

    LISTING_LATE = "poll.listing_late", N_("the listing was not received before the poll's deadline")
    LISTING_UNREAD = "poll.listing_unread", N_("the listing was received, but not read before the poll's deadline")
    PAGES_LEFT = "poll.pages_left", N_("pages not fetched before the poll's deadline: {count}")
    NO_NOTICE_AT_FIRST = "poll.no_notice_at_first", N_("no page showed a notice in the first poll (pages: {count})")
    NO_NOTICE_AGAIN = "poll.no_notice_again", N_("as in earlier polls, no page showed a notice (pages: {count})")


class ProgramDetail(DetailCode):
    """Reasons why a source's program, or a program that helps to read files, failed."""

    NOT_ALLOWED = "program.not_allowed", N_("programs are run only if noticewatch.yaml has `allow_commands: true`")
    MISSING = "program.missing", N_("there is no program {name} in the configuration folder")
    OUTSIDE = "program.outside", N_("the program {name} is outside the configuration folder")
    NOT_EXECUTABLE = "program.not_executable", N_("the program {name} is not an executable file")
    NO_TIME = "program.no_time", N_("the program was not started before the poll's deadline")
    NOT_STARTED = "program.not_started", N_("the program could not be started: {reason}")
    STATUS = "program.status", N_("the program failed with exit status {status}")
    SIGNAL = "program.signal", N_("the program was ended by the signal {signal}")
    TIME = "program.time", N_("the program did not end within {seconds} s")
    MEMORY = "program.memory", N_("the program used more than {size} MB of memory")
    PROCESSES = "program.processes", N_("the program started too many processes")
    OUTPUT = "program.output", N_("the program printed more than {size} MB")
    LOST = "program.lost", N_("the program ended unexpectedly, for an unknown reason")
    WITH_OUTPUT = "program.with_output", N_("{cause}: {line}")
