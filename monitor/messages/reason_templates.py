"""The sentences of all reasons, by code: templates with named parameters, marked for translation.

A pair of templates contains the singular and the plural form for the reason's `count`.
"""

from collections.abc import Mapping

from crawler.model.codes import FailureCode, PageField, RemovalReason, SpamTrade, WarningCode
from crawler.model.reason import LEAD_SENTENCES, REMOVAL_COUNTS, WARNING_SENTENCES
from monitor.identity.distinction import Aspect
from monitor.identity.reasons import ChangeReason, ComparisonReason, OriginReason, PartReason, VerdictReason
from monitor.model.reasons import LEGACY, TroubleCode
from monitor.text.i18n import N_, NN_
from monitor.topics import QueryWarning

Template = str | tuple[str, str]

VERDICTS: Mapping[str, Template] = {
    VerdictReason.NEW: N_("new URL and new text"),
    VerdictReason.SAME_TEXT: N_("same URL and same text as revision {revision}"),
    VerdictReason.ATTACHMENTS_CAME: N_(
        "same URL and same text as revision {revision}; attachments that were unavailable are now present"
    ),
    VerdictReason.TEXT_CAME: N_(
        "same URL; the page now shows the notice instead of the error page or empty page of revision {revision}"
    ),
    VerdictReason.ATTACHMENTS_MISSING: N_(
        "same URL and same text as revision {revision}; attachments are currently unavailable"
    ),
    VerdictReason.SAME_PAGE: N_("same URL and same page as before, read with other selectors"),
    VerdictReason.OTHER_READER: N_("same URL, read by reader {before} before and by reader {now} now"),
    VerdictReason.UNKNOWN_READER: N_("unknown"),
    VerdictReason.FIRST_READ_BY_SOURCE: N_("same URL; this source has not read revision {revision} before"),
    VerdictReason.TRIVIAL: N_("same URL; {change}"),
    VerdictReason.COSMETIC: N_("same URL; {change}"),
    VerdictReason.STILL_COPY: N_("same URL; the text changed but is still a copy: {comparison}"),
    VerdictReason.FLAPPING: N_(
        "this page changes on every visit (since {since}); at most one revision a day is recorded"
    ),
    VerdictReason.OTHER_TEXT: N_("same URL, but not the text of revision {revision}"),
    VerdictReason.COPY: N_("{comparison}, at another URL; first seen at {url}"),
    VerdictReason.COPY_MOVED: N_("{comparison}, at a URL that had another text before; first seen at {url}"),
    VerdictReason.COPY_SIMILAR: N_("copy of notice {notice}: {comparison}"),
    VerdictReason.COPY_SIMILAR_MOVED: N_(
        "copy of notice {notice}, at a URL that had another text before: {comparison}"
    ),
    VerdictReason.SITE_TEXT: N_(
        "same text under another title at the same source; it may be text of the site, not of the notice"
    ),
    VerdictReason.DISTINCT: N_("same text as notice {notice}, but {distinction}"),
    VerdictReason.REUSED_URL: N_("this URL previously had a different notice ({notice}): {change}"),
    VerdictReason.SIBLING: N_("similar to notice {notice}: {comparison}"),
    VerdictReason.FOLLOWS: N_("same series as notice {notice}: {comparison}"),
    VerdictReason.VERSION: N_("another version of notice {notice}: {comparison}"),
    VerdictReason.DRAFT: N_("draft or final text of notice {notice}: {comparison}"),
    VerdictReason.FORWARDS: N_("forwards notice {notice} or is forwarded by it: {comparison}"),
}
COMPARISONS: Mapping[str, Template] = {
    ComparisonReason.SAME_TEXT: N_("same text"),
    ComparisonReason.SAME_TEXT_EXCEPT: N_("same text except for {parts}"),
    ComparisonReason.SCRIPT: N_("the script ({here} here, {there} there)"),
    ComparisonReason.DAMAGE: NN_("{count} damaged or misspelt character", "{count} damaged or misspelt characters"),
    ComparisonReason.AROUND_HERE: NN_(
        "{count} extra character around this text", "{count} extra characters around this text"
    ),
    ComparisonReason.AROUND_THERE: NN_(
        "{count} extra character around the other text", "{count} extra characters around the other text"
    ),
    ComparisonReason.ONLY_HERE: NN_("{count} character only in this text", "{count} characters only in this text"),
    ComparisonReason.ONLY_THERE: NN_(
        "{count} character only in the other text", "{count} characters only in the other text"
    ),
    ComparisonReason.PART_OF_KNOWN: N_("this text is a part of the other: {same} of {total} characters"),
    ComparisonReason.PART_OF_FOUND: N_("the other text is a part of this: {same} of {total} characters"),
    ComparisonReason.SAME_NUMBER: N_("{comparison}; number {number} on both"),
    ComparisonReason.TWICE_HERE: N_("{comparison}; the text appears twice here"),
    ComparisonReason.TWICE_THERE: N_("{comparison}; the text appears twice there"),
    ComparisonReason.NUMBER_AND_TITLE: N_(
        "same number ({number}) and title; the texts have {characters} characters in common"
    ),
    ComparisonReason.UNRELATED: N_("only {percent}% of the shorter text is in both"),
    ComparisonReason.DISTINCT: N_("{percent}% same text, but {distinction}"),
    ComparisonReason.DISTINCT_ABOUT: N_("about {percent}% same text, but {distinction}"),
    ComparisonReason.DISTINCT_SAME_TEXT: N_("same text, but {distinction}"),
    ComparisonReason.CHANGED: N_("{percent}% same text, except {differences}"),
    ComparisonReason.DIFFERENCE: N_("“{here}” instead of “{there}”"),
    ComparisonReason.MORE: N_("{count} more"),
    ComparisonReason.SAME_DOCUMENT: N_("same document number {number} and issuer, {percent}% same text"),
    ComparisonReason.PRUNED: N_("the other text was deleted; the fingerprints are about {percent}% the same"),
    ComparisonReason.PRUNED_DISTINCT: N_(
        "the other text was deleted; the fingerprints are about {percent}% the same, but {distinction}"
    ),
}
DISTINCTIONS: Mapping[str, Template] = {
    Aspect.NUMBER: N_("its number is {here}, not {there}"),
    Aspect.TITLE: N_("the title has “{here}” instead of “{there}”"),
    Aspect.ADDRESSEES: N_("the addressee is “{here}” instead of “{there}”"),
    Aspect.DATE: N_("it is dated {here}, not {there}"),
    Aspect.FORWARDS: N_("one of them forwards the other"),
    Aspect.DRAFT: N_("one of them is a draft for comment"),
}
CHANGES: Mapping[str, Template] = {
    ChangeReason.ONLY: N_("only {parts} changed"),
    ChangeReason.NOTATION: N_("only the notation changed"),
    ChangeReason.COUNTERS: NN_("{count} counter", "{count} counters"),
    ChangeReason.LETTERS: NN_("{count} letter", "{count} letters"),
    ChangeReason.TYPOS: NN_("{count} typo", "{count} typos"),
    ChangeReason.HEADINGS: NN_("{count} heading", "{count} headings"),
    ChangeReason.UNLIKE: N_("neither the title nor the text matches; only {percent}% is in both"),
}
ORIGINS: Mapping[str, Template] = {
    PartReason.INTERPRETS: N_("interprets “{policy}”"),
    PartReason.ANNOUNCES: N_("announces “{policy}”"),
    PartReason.ATTACHES: N_("is attached to “{policy}”"),
    OriginReason.BETTER_SITE: N_("the site {here} ranks above {there}"),
    OriginReason.FULLER_TEXT: N_("longer text: {here} characters, not {there}"),
    OriginReason.ARTICLE: N_("an article about it ({host})"),
    OriginReason.OTHER_SITE: N_("another site ({host})"),
    OriginReason.GOVERNMENT_SITE: N_("a government site ({host})"),
    OriginReason.ISSUER_SITE: N_("the issuer's site ({host})"),
}
TROUBLES: Mapping[str, Template] = {
    TroubleCode.DATES_STOPPED: N_("nothing new for {days} days; the latest notice is dated {last}"),
    TroubleCode.TEXTS_TOO_SHORT: N_("{count} of its last {of} notices have hardly any text"),
    TroubleCode.SAME_TEXT: N_("{count} of its last {of} notices have the same text at different URLs"),
    TroubleCode.LATE: N_("overdue and not polled"),
}
FAILURES: Mapping[str, Template] = {
    FailureCode.ERROR: N_("the request could not be carried out"),
    FailureCode.FETCH: N_("the page could not be fetched"),
    FailureCode.UNREACHABLE: N_("the server could not be reached"),
    FailureCode.TIMEOUT: N_("the server did not answer in time"),
    FailureCode.BROKEN: N_("the response ended early"),
    FailureCode.ADDRESS_REFUSED: N_("the address is private, and the configuration does not trust this source"),
    FailureCode.CERTIFICATE: N_("the site's certificate cannot be trusted"),
    FailureCode.ROBOTS: N_("the site's robots.txt does not allow this URL"),
    FailureCode.REDIRECT_LOOP: N_("the URL redirects without end"),
    FailureCode.REDIRECTED_AWAY: N_("the URL redirects to a page other than the notice's"),
    FailureCode.TOO_LARGE: N_("the page is too large"),
    FailureCode.GONE: N_("the page does not exist"),
    FailureCode.BLOCKED: N_("the site refuses this visitor"),
    FailureCode.ASKS_FOR_BROWSER: N_("the site requires a browser"),
    FailureCode.ASKS_FOR_LOGIN: N_("the site requires a login"),
    FailureCode.ASKS_FOR_CAPTCHA: N_("the site requires a captcha"),
    FailureCode.HTTP_STATUS: N_("the server answered with an error"),
    FailureCode.NOT_A_PAGE: N_("the response is not a page"),
    FailureCode.EMPTY: N_("the response is empty"),
    FailureCode.UNREADABLE: N_("the page could not be read"),
    FailureCode.TOO_COMPLEX: N_("the page takes too much time or memory to read"),
    FailureCode.LISTING: N_("the listing could not be read"),
    FailureCode.PROGRAM: N_("the source's program failed"),
    FailureCode.NO_LINKS: N_("the listing shows no links"),
    FailureCode.LINKS_VANISHED: N_("the listing used to have links and now has none"),
    FailureCode.LISTING_CHANGED: N_("the page no longer resembles the previous listing of this source"),
    FailureCode.SHARED_ADDRESS: N_("several rows of the listing link to the same page"),
    FailureCode.MAINTENANCE: N_("the site is under maintenance"),
    FailureCode.ERROR_PAGE: N_("the site answers with an error page in the place of the notice"),
    FailureCode.FEED_BROKEN: N_("the feed is truncated or not well-formed"),
    FailureCode.FOREIGN_LINKS: N_("the sitemap lists pages of other hosts, which is not allowed"),
    FailureCode.FILE: N_("the file could not be read"),
    FailureCode.DAMAGED: N_("the file is damaged"),
    FailureCode.ENCRYPTED: N_("the file is protected by a password"),
    FailureCode.SCAN: N_("the file holds images of pages and no text"),
    FailureCode.GARBLED: N_("the file's fonts do not identify their characters"),
    FailureCode.NO_TEXT: N_("the file holds no text"),
    FailureCode.UNSUPPORTED: N_("files of this kind are not read"),
    FailureCode.NOT_A_FILE: N_("the response is a page instead of a file"),
    FailureCode.UNPACKS_TOO_LARGE: N_("the unpacked file is too large"),
    FailureCode.TOO_SLOW: N_("the file took too long to read"),
    FailureCode.DEADLINE: N_("the poll reached its deadline; the next poll continues"),
    FailureCode.CUT: N_("only the beginning of the file's text was kept"),
    FailureCode.PARTLY_SCAN: N_("some pages of the file are images without text"),
    FailureCode.REFUSED: N_("the crawler rejected the request"),
    FailureCode.CHILD_DIED: N_("the crawler process ended while it worked on the request"),
}
WARNINGS: Mapping[str, Template] = {
    WarningCode.ISSUERS: N_("the page and its text name different issuers"),
    WarningCode.TITLE: N_("the page and its text have different titles"),
    WarningCode.SELECTOR: N_("the source's selector did not match"),
    WarningCode.MAIN_TEXT: N_("the main text was found by a fallback"),
    WarningCode.SCRUBBED: N_("parts that do not belong to the text were removed"),
    WarningCode.DAMAGED_TEXT: N_("characters of the text were lost before it was published"),
    WarningCode.NUMBERING: N_("the numbering has gaps or repetitions"),
    WarningCode.OUTLINE: N_("the text has too many numbered parts; the last ones are read as plain text"),
    WarningCode.TEXT_NOT_FOUND: N_("the page shows no text"),
    WarningCode.ATTACHMENT: N_("the address of an attachment could not be determined"),
    WarningCode.LITTLE_TEXT: N_("the page has hardly any text and links to no file"),
    WarningCode.INCOMPLETE_TEXT: N_("the text may not be the whole notice"),
}
REMOVALS: Mapping[str, Template] = {
    RemovalReason.READING: N_("the pinyin of {char} in brackets"),
    RemovalReason.READING_HALF: N_("the pinyin of {char}, one bracket missing"),
    RemovalReason.READING_BROKEN: N_("the remains of pinyin after an encoding error; the character before it is lost"),
    RemovalReason.PADDING: N_("question marks around a date"),
    RemovalReason.DOUBLE: N_("repeated from line {line} on"),
    RemovalReason.SPAM: N_("{percent}% search phrases for {trades}"),
    RemovalReason.SPAM_SCRIPT: N_("{percent}% search phrases for {trades}, in another script than the text"),
    RemovalReason.SPAM_CONTACT: N_("{percent}% search phrases for {trades}, with a contact"),
    RemovalReason.SPAM_SCRIPT_CONTACT: N_(
        "{percent}% search phrases for {trades}, in another script than the text and with a contact"
    ),
    RemovalReason.BREADCRUMB: N_("breadcrumb"),
    RemovalReason.NEIGHBOURS: N_("links to the previous and next page"),
    RemovalReason.SHARE: N_("a line for sharing the page"),
    RemovalReason.QR_CODE: N_("a line about a QR code"),
    RemovalReason.LINKS_HEADING: N_("a heading for links"),
    RemovalReason.LINK_BELOW: N_("a link below a heading for links"),
    RemovalReason.INTERPRETATION: N_("a link to an interpretation or to the original"),
    RemovalReason.FOOTER: N_("a line of the page's footer"),
    RemovalReason.PORTAL_NOTICE: N_("a message of the site to its visitors"),
    RemovalReason.FIELDS: N_("a line of the page: {fields}"),
    RemovalReason.NAVIGATION: N_("navigation"),
    RemovalReason.BUTTON: N_("a button"),
    RemovalReason.SECTION: N_("the name of a section of the site"),
    RemovalReason.SEPARATORS: N_("separators with nothing between them"),
    RemovalReason.LABEL_ABOVE: N_("a label above the text"),
    RemovalReason.HEADLINE: N_("the site's headline; the text has its own title"),
    RemovalReason.PIECES_BEFORE: N_("parts of the page before the text"),
    RemovalReason.PIECES_AFTER: N_("parts of the page after the text"),
}
PARTS: Mapping[str, Template] = {
    SpamTrade.PORNOGRAPHY: N_("pornography"),
    SpamTrade.GAMBLING: N_("gambling"),
    SpamTrade.INVOICES: N_("false invoices"),
    SpamTrade.LOANS: N_("loans"),
    SpamTrade.SERVICES: N_("services"),
    PageField.COUNT: N_("number of views"),
    PageField.FONT: N_("font sizes"),
    PageField.EDITOR: N_("editor"),
    PageField.BUTTON: N_("button"),
    PageField.SOURCE: N_("source"),
    PageField.DATE: N_("date"),
}
"""Templates of the items that are listed in the reasons for removed text."""
QUERIES: Mapping[str, Template] = {
    QueryWarning.LOWERCASE_OPERATOR: N_(
        "`{found}` is searched for as a word; operators are written AND, OR, NOT: `{suggestion}`"
    ),
    QueryWarning.CHINESE_OPERATOR: N_("`{found}` is searched for as text; operators are AND, OR, NOT: `{suggestion}`"),
    QueryWarning.ATTACHED_OPERATOR: N_(
        "`{found}` is part of the word; an operator needs a space before and after it: `{suggestion}`"
    ),
    QueryWarning.UNKNOWN_OPERATOR: N_(
        "`{found}` is searched for as a word; it is not an operator here: `{suggestion}`"
    ),
    QueryWarning.SEPARATOR: N_("`{found}` is part of the word and separates nothing: `{suggestion}`"),
    QueryWarning.NEIGHBOURS_OF_OR: N_(
        "`{before} {after}` are joined with AND before OR applies; put brackets around what belongs together"
    ),
    QueryWarning.NO_WORD_EDGES: N_("`{found}` is also found inside longer words of this script"),
    QueryWarning.UNSEEN_TERM: N_("none of the latest {notices} notices contains `{found}`"),
}
TEMPLATES: Mapping[str, Template] = {
    LEGACY: "{text}",
    **VERDICTS,
    **COMPARISONS,
    **DISTINCTIONS,
    **CHANGES,
    **ORIGINS,
    **TROUBLES,
    **FAILURES,
    **REMOVALS,
    **PARTS,
    **QUERIES,
    **WARNING_SENTENCES,
    **REMOVAL_COUNTS,
    **LEAD_SENTENCES,
}
"""All templates except `WARNINGS`, whose codes would clash with others."""
