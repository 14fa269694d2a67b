"""Codes of failures, removals, warnings and leads. The monitor displays them in the reader's language."""

from enum import StrEnum

from crawler.model.details.code import DetailCode
from crawler.model.reason import N_


class FailureCode(DetailCode):
    """The reasons why a page, a listing or a file could not be fetched or read.

    The exceptions in `crawler.model.errors` use these codes. The sentence is the detail of a failure without a more
    specific detail.
    """

    ERROR = "error", N_("the request could not be carried out")
    FETCH = "fetch", N_("the page could not be fetched")
    UNREACHABLE = "unreachable", N_("the server could not be reached")
    TIMEOUT = "timeout", N_("the server did not answer in time")
    BROKEN = "broken", N_("the response ended early")
    ADDRESS_REFUSED = (
        "address_refused",
        N_("the address is private, and the source does not have the setting `trusted: true`"),
    )
    CERTIFICATE = "certificate", N_("the site's certificate cannot be trusted")
    ROBOTS = "robots", N_("the site's robots.txt does not allow this URL")
    REDIRECT_LOOP = "redirect_loop", N_("the URL redirects endlessly")
    REDIRECTED_AWAY = "redirected_away", N_("the URL redirects to another page instead of the notice")
    TOO_LARGE = "too_large", N_("the page is too large")
    GONE = "gone", N_("the page does not exist")
    BLOCKED = "blocked", N_("the site refuses access")
    ASKS_FOR_BROWSER = "asks_for_browser", N_("the site requires a browser")
    NO_BROWSER = "no_browser", N_("the source needs a browser, but no browser is installed or it cannot be started")
    BROWSER_FAILED = "browser_failed", N_("the browser could not load the page")
    ASKS_FOR_LOGIN = "asks_for_login", N_("the site requires a login")
    MAINTENANCE = "maintenance", N_("the site is under maintenance")
    ERROR_PAGE = "error_page", N_("the site answers with an error page instead of the notice")
    ASKS_FOR_CAPTCHA = "asks_for_captcha", N_("the site requires a captcha")
    HTTP_STATUS = "http_status", N_("the server answered with an error")
    NOT_A_PAGE = "not_a_page", N_("the response is not a page")
    EMPTY = "empty", N_("the response is empty")
    UNREADABLE = "unreadable", N_("the page could not be read")
    TOO_COMPLEX = "too_complex", N_("the page takes too much time or memory to read")
    LISTING = "listing", N_("the listing could not be read")
    PROGRAM = "program", N_("the source's program failed")
    NO_LINKS = "no_links", N_("the listing shows no links")
    LINKS_VANISHED = "links_vanished", N_("the listing used to have links and now has none")
    LISTING_CHANGED = "listing_changed", N_("the page no longer resembles the previous listing of this source")
    SHARED_ADDRESS = "shared_address", N_("several rows of the listing link to the same page")
    FEED_BROKEN = "feed_broken", N_("the feed is truncated or not well-formed")
    FOREIGN_LINKS = (
        "foreign_links",
        N_("the sitemap lists pages of other hosts, but a sitemap may list only pages of its own host"),
    )
    FILE = "file", N_("the file could not be read")
    DAMAGED = "damaged", N_("the file is damaged")
    ENCRYPTED = "encrypted", N_("the file is protected by a password")
    SCAN = "scan", N_("the file contains only images of pages and no text")
    GARBLED = "garbled", N_("the text cannot be read, because the file's fonts lack character codes")
    NO_TEXT = "no_text", N_("the file contains no text")
    UNSUPPORTED = "unsupported", N_("files of this type are not supported")
    PROGRAM_MISSING = "program_missing", N_("the program that reads files of this kind is not installed")
    NOT_A_FILE = "not_a_file", N_("the response is a page instead of a file")
    UNPACKS_TOO_LARGE = "unpacks_too_large", N_("the unpacked file is too large")
    TOO_SLOW = "too_slow", N_("the file took too long to read")
    DEADLINE = "deadline", N_("the poll reached its deadline; the next poll will continue")
    CUT = "cut", N_("only the beginning of the file's text was kept")
    PARTLY_SCAN = "partly_scan", N_("some pages of the file are images without text")
    PARTLY_READ = "partly_read", N_("some files of the archive could not be read")
    REFUSED = "refused", N_("the crawler rejected the request")
    CHILD_DIED = "child_died", N_("the crawler process ended while processing the request")


class RemovalReason(StrEnum):
    """The reasons why scrubbing removed a part of a text."""

    READING = "removal.reading"
    """The pinyin of a character, in brackets."""
    READING_HALF = "removal.reading_half"
    """The pinyin of a character, with a missing bracket."""
    READING_BROKEN = "removal.reading_broken"
    """The remains of a pinyin reading after an encoding error."""
    PADDING = "removal.padding"
    """Question marks around a date or time."""
    DOUBLE = "removal.double"
    """A second copy of the text."""
    SPAM = "removal.spam"
    """Search phrases of spam."""
    SPAM_SCRIPT = "removal.spam_script"
    """Search phrases of spam in a different script than the text."""
    SPAM_CONTACT = "removal.spam_contact"
    """Search phrases of spam with contact details."""
    SPAM_SCRIPT_CONTACT = "removal.spam_script_contact"
    """Search phrases of spam with contact details, in a different script than the text."""
    BREADCRUMB = "removal.breadcrumb"
    """The path to the page within the site."""
    NEIGHBOURS = "removal.neighbours"
    """Links to the previous and the next page."""
    SHARE = "removal.share"
    """A line with links for sharing the page."""
    QR_CODE = "removal.qr_code"
    """A line that invites the reader to scan a QR code."""
    LINKS_HEADING = "removal.links_heading"
    """A heading above links to other pages."""
    LINK_BELOW = "removal.link_below"
    """A link below a heading above links (`removal.links_heading`)."""
    INTERPRETATION = "removal.interpretation"
    """A link to an interpretation of the notice, or from an interpretation to the notice."""
    FOOTER = "removal.footer"
    """A filing number or another line of the site's footer."""
    PAGE_NUMBER = "removal.page_number"
    """A page number of a printed document."""
    PORTAL_NOTICE = "removal.portal_notice"
    """A message from the site to its visitors."""
    FIELDS = "removal.fields"
    """A line of labels with their values: views, font sizes, editors, buttons."""
    NAVIGATION = "removal.navigation"
    """A word of the site's navigation."""
    BUTTON = "removal.button"
    """A button."""
    SECTION = "removal.section"
    """The name of a section of the site."""
    SEPARATORS = "removal.separators"
    """Separators without text between them."""
    LABEL_ABOVE = "removal.label_above"
    """A label above the text."""
    HEADLINE = "removal.headline"
    """The site's headline above a text with its own title."""
    PIECES_BEFORE = "removal.pieces_before"
    """Parts of the page before the text, on the same line."""
    PIECES_AFTER = "removal.pieces_after"
    """Parts of the page after the text, on the same line."""


class SpamTrade(StrEnum):
    """The subjects that spam advertises."""

    PORNOGRAPHY = "trade.pornography"
    """Pornography."""
    GAMBLING = "trade.gambling"
    """Gambling."""
    INVOICES = "trade.invoices"
    """False invoices and certificates."""
    LOANS = "trade.loans"
    """Loans."""
    SERVICES = "trade.services"
    """Other services."""


class PageField(StrEnum):
    """The fields in a line of page chrome, such as view counts, font sizes and editors."""

    COUNT = "field.count"
    """The number of views."""
    FONT = "field.font"
    """A choice of font sizes or colours."""
    EDITOR = "field.editor"
    """An editor's name."""
    BUTTON = "field.button"
    """A button."""
    SOURCE = "field.source"
    """The source of the text."""
    DATE = "field.date"
    """A date."""


class WarningCode(StrEnum):
    """The subjects of warnings about the parsing of a notice. The warning's `reason` states the specific cause."""

    ISSUERS = "issuers"
    """The page and its text name different issuers."""
    TITLE = "title"
    """The page and its text have different titles."""
    SELECTOR = "selector"
    """The source's selector did not match."""
    MAIN_TEXT = "main_text"
    """The main text was found by a fallback."""
    SCRUBBED = "scrubbed"
    """Parts that do not belong to the text were removed."""
    DAMAGED_TEXT = "damaged"
    """Some characters were lost before the text was published."""
    NUMBERING = "numbering"
    """The numbering has gaps or repetitions."""
    OUTLINE = "outline"
    """The text has too many numbered parts."""
    TEXT_NOT_FOUND = "text_not_found"
    """The page shows no text."""
    ATTACHMENT = "attachment"
    """The URL of an attachment could not be determined."""
    RECOGNIZED = "recognized"
    """Text was recognised in images and may contain errors."""
    LITTLE_TEXT = "little_text"
    """The page has hardly any text and links to no file."""
    INCOMPLETE_TEXT = "incomplete_text"
    """The text may be incomplete."""
