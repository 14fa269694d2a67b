"""The sentences for all reasons, by the code of the reason.

They are templates with named parameters and are marked for translation.
"""

from collections.abc import Mapping

from crawler.model.codes import PageField, RemovalReason, SpamTrade, WarningCode
from crawler.model.details.sentences import SENTENCES
from monitor.identity.distinction import Aspect
from monitor.identity.reasons import ChangeReason, ComparisonReason, OriginReason, PartReason, VerdictReason
from monitor.model.living_lists import ListReason
from monitor.model.reasons import LEGACY, TroubleCode
from monitor.text.i18n import N_, NN_
from monitor.text.sentences import Template
from monitor.topics.errors import QueryWarning

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
    VerdictReason.SAME_PAGE: N_("same URL and same page as before, now read with other selectors"),
    VerdictReason.OTHER_READER: N_("same URL, now read by version {now} of the reader instead of version {before}"),
    VerdictReason.UNKNOWN_READER: N_("unknown"),
    VerdictReason.FIRST_READ_BY_SOURCE: N_("same URL; revision {revision} had not been read from this source before"),
    VerdictReason.TRIVIAL: N_("same URL; {change}"),
    VerdictReason.COSMETIC: N_("same URL; {change}"),
    VerdictReason.STILL_COPY: N_("same URL; the text changed but is still a copy: {comparison}"),
    VerdictReason.FLAPPING: N_(
        "this page changes on every visit (since {since}); at most one revision a day is recorded"
    ),
    VerdictReason.OTHER_TEXT: N_("same URL, but the text differs from revision {revision}"),
    VerdictReason.COPY: N_("{comparison}, at another URL; first seen at {url}"),
    VerdictReason.COPY_MOVED: N_("{comparison}, at a URL that had another text before; first seen at {url}"),
    VerdictReason.COPY_SIMILAR: N_("copy of notice {notice}: {comparison}"),
    VerdictReason.COPY_SIMILAR_MOVED: N_(
        "copy of notice {notice}, at a URL that had another text before: {comparison}"
    ),
    VerdictReason.SITE_TEXT: N_(
        "another notice from this source has the same text under a different title; the text may "
        "be site boilerplate rather than the notice itself"
    ),
    VerdictReason.DISTINCT: N_("same text as notice {notice}, but {distinction}"),
    VerdictReason.REUSED_URL: N_("this URL previously showed a different notice ({notice}): {change}"),
    VerdictReason.SIBLING: N_("similar to notice {notice}: {comparison}"),
    VerdictReason.FOLLOWS: N_("same series as notice {notice}: {comparison}"),
    VerdictReason.VERSION: N_("another version of notice {notice}: {comparison}"),
    VerdictReason.DRAFT: N_("draft or final text of notice {notice}: {comparison}"),
    VerdictReason.FORWARDS: N_("forwards notice {notice}, or is forwarded by that notice: {comparison}"),
}
COMPARISONS: Mapping[str, Template] = {
    ComparisonReason.SAME_TEXT: N_("same text"),
    ComparisonReason.SAME_TEXT_EXCEPT: N_("same text except for {parts}"),
    ComparisonReason.SCRIPT: N_("the form of the Chinese characters ({here} in this text, {there} in the other)"),
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
    ComparisonReason.PART_OF_KNOWN: N_(
        "this text is part of the other text: {same} of its {total} characters occur there"
    ),
    ComparisonReason.PART_OF_FOUND: N_(
        "this text contains the other text: {same} of the other text's {total} characters occur here"
    ),
    ComparisonReason.SAME_NUMBER: N_("{comparison}; both have the document number {number}"),
    ComparisonReason.TWICE_HERE: N_("{comparison}; the text appears twice in this notice"),
    ComparisonReason.TWICE_THERE: N_("{comparison}; the text appears twice in the other notice"),
    ComparisonReason.NUMBER_AND_TITLE: N_(
        "same document number ({number}) and title; the texts have {characters} characters in common"
    ),
    ComparisonReason.UNRELATED: N_("only {percent}% of the shorter text also occurs in the longer text"),
    ComparisonReason.DISTINCT: N_("{percent}% of the text is the same, but {distinction}"),
    ComparisonReason.DISTINCT_ABOUT: N_("about {percent}% of the text is the same, but {distinction}"),
    ComparisonReason.DISTINCT_SAME_TEXT: N_("same text, but {distinction}"),
    ComparisonReason.CHANGED: N_("{percent}% of the text is the same; differences: {differences}"),
    ComparisonReason.DIFFERENCE: N_("“{here}” instead of “{there}”"),
    ComparisonReason.MORE: N_("{count} more"),
    ComparisonReason.SAME_DOCUMENT: N_(
        "same document number ({number}) and issuer; {percent}% of the text is the same"
    ),
    ComparisonReason.PRUNED: N_(
        "the other text was deleted; judging by stored fingerprints, about {percent}% of the text is the same"
    ),
    ComparisonReason.PRUNED_DISTINCT: N_(
        "the other text was deleted; judging by stored fingerprints, about {percent}% of the text is the same, but "
        "{distinction}"
    ),
}
DISTINCTIONS: Mapping[str, Template] = {
    Aspect.NUMBER: N_("the document number is {here}, not {there}"),
    Aspect.TITLE: N_("the title has “{here}” instead of “{there}”"),
    Aspect.ADDRESSEES: N_("the addressee is “{here}” instead of “{there}”"),
    Aspect.DATE: N_("the date is {here}, not {there}"),
    Aspect.FORWARDS: N_("one notice forwards the other"),
    Aspect.DRAFT: N_("one notice is a draft for comment"),
}
CHANGES: Mapping[str, Template] = {
    ChangeReason.ONLY: N_("only {parts} changed"),
    ChangeReason.NOTATION: N_("only the notation changed"),
    ChangeReason.COUNTERS: NN_("{count} view counter", "{count} view counters"),
    ChangeReason.LETTERS: NN_("{count} letter", "{count} letters"),
    ChangeReason.TYPOS: NN_("{count} typo", "{count} typos"),
    ChangeReason.HEADINGS: NN_("{count} heading", "{count} headings"),
    ChangeReason.UNLIKE: N_("neither the title nor the text matches; the two texts share only {percent}%"),
}
ORIGINS: Mapping[str, Template] = {
    PartReason.INTERPRETS: N_("interprets “{policy}”"),
    PartReason.ANNOUNCES: N_("announces “{policy}”"),
    PartReason.ATTACHES: N_("is attached to “{policy}”"),
    OriginReason.BETTER_SITE: N_("the site {here} takes precedence over the site {there}"),
    OriginReason.FULLER_TEXT: N_("longer text: {here} characters instead of {there}"),
    OriginReason.ARTICLE: N_("an article about the notice ({host})"),
    OriginReason.OTHER_SITE: N_("another site ({host})"),
    OriginReason.GOVERNMENT_SITE: N_("a government site ({host})"),
    OriginReason.ISSUER_SITE: N_("the issuer's site ({host})"),
}
TROUBLES: Mapping[str, Template] = {
    TroubleCode.DATES_STOPPED: N_("nothing new for {days} days; the latest notice is dated {last}"),
    TroubleCode.LISTING_INCOMPLETE: N_("the last {count} polls could not read all pages of the listing"),
    TroubleCode.TEXTS_TOO_SHORT: N_("{count} of the last {of} notices have hardly any text"),
    TroubleCode.SAME_TEXT: N_("{count} of the last {of} notices have the same text at different URLs"),
    TroubleCode.LATE: N_("overdue and not polled"),
}
WARNINGS: Mapping[str, Template] = {
    WarningCode.ISSUERS: N_("the page and its text name different issuers"),
    WarningCode.TITLE: N_("the page and its text have different titles"),
    WarningCode.SELECTOR: N_("the source's selector did not match"),
    WarningCode.MAIN_TEXT: N_("the main text was found by a fallback method"),
    WarningCode.SCRUBBED: N_("parts that do not belong to the text were removed"),
    WarningCode.DAMAGED_TEXT: N_("some characters were lost before the text was published"),
    WarningCode.NUMBERING: N_("the numbering has gaps or repetitions"),
    WarningCode.OUTLINE: N_("the text has too many numbered parts; the parts beyond the limit are read as plain text"),
    WarningCode.TEXT_NOT_FOUND: N_("the page shows no text"),
    WarningCode.ATTACHMENT: N_("the address of an attachment could not be determined"),
    WarningCode.RECOGNIZED: N_("text was recognised in images and may contain errors"),
    WarningCode.LITTLE_TEXT: N_("the page has hardly any text and links to no file"),
    WarningCode.INCOMPLETE_TEXT: N_("the text may be incomplete"),
}
REMOVALS: Mapping[str, Template] = {
    RemovalReason.READING: N_("the pinyin of {char} in brackets"),
    RemovalReason.READING_HALF: N_("the pinyin of {char}, with one bracket missing"),
    RemovalReason.READING_BROKEN: N_(
        "remains of pinyin after an encoding error; the character before the pinyin is lost"
    ),
    RemovalReason.PADDING: N_("question marks around a date"),
    RemovalReason.DOUBLE: N_("repeats the text that begins at line {line}"),
    RemovalReason.SPAM: N_("{percent}% of the removed text consists of spam keywords for {trades}"),
    RemovalReason.SPAM_SCRIPT: N_(
        "{percent}% of the removed text consists of spam keywords for {trades}; its script (simplified or "
        "traditional) differs from that of the notice"
    ),
    RemovalReason.SPAM_CONTACT: N_(
        "{percent}% of the removed text consists of spam keywords for {trades}; it contains contact details"
    ),
    RemovalReason.SPAM_SCRIPT_CONTACT: N_(
        "{percent}% of the removed text consists of spam keywords for {trades}; its script (simplified or "
        "traditional) differs from that of the notice, and it contains contact details"
    ),
    RemovalReason.BREADCRUMB: N_("breadcrumb"),
    RemovalReason.NEIGHBOURS: N_("links to the previous and next page"),
    RemovalReason.SHARE: N_("a line with links for sharing the page"),
    RemovalReason.QR_CODE: N_("a line about a QR code"),
    RemovalReason.LINKS_HEADING: N_("a heading such as “Related links”"),
    RemovalReason.LINK_BELOW: N_("a link below a heading such as “Related links”"),
    RemovalReason.INTERPRETATION: N_("a link to an interpretation or to the original"),
    RemovalReason.FOOTER: N_("a line of the page's footer"),
    RemovalReason.PAGE_NUMBER: N_("a page number"),
    RemovalReason.PORTAL_NOTICE: N_("a message from the site to its visitors"),
    RemovalReason.FIELDS: N_("a line with information about the page: {fields}"),
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
    SpamTrade.INVOICES: N_("fake invoices"),
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
        "`{found}` is treated as a search term; operators are written AND, OR, NOT: write `{suggestion}` instead"
    ),
    QueryWarning.CHINESE_OPERATOR: N_(
        "`{found}` is searched for as text; operators are AND, OR, NOT: write `{suggestion}` instead"
    ),
    QueryWarning.ATTACHED_OPERATOR: N_(
        "`{found}` is read as part of the word; an operator needs a space before and after it: write "
        "`{suggestion}` instead"
    ),
    QueryWarning.UNKNOWN_OPERATOR: N_(
        "`{found}` is treated as a search term, because it is not an operator here; write `{suggestion}` instead"
    ),
    QueryWarning.SEPARATOR: N_(
        "`{found}` is read as part of the word, not as a separator; write `{suggestion}` instead"
    ),
    QueryWarning.NEIGHBOURS_OF_OR: N_(
        "`{before} {after}` are joined with AND, which binds more tightly than OR; use brackets to group terms"
    ),
    QueryWarning.CONTRADICTION: N_("no notice can match: each one with `{required}` is excluded by `{excluded}`"),
    QueryWarning.NO_WORD_EDGES: N_(
        "`{found}` also matches inside longer words, because this writing system has no spaces between words"
    ),
    QueryWarning.UNSEEN_TERM: N_("none of the latest {notices} notices contains `{found}`"),
}
LISTS: Mapping[str, Template] = {
    ListReason.MATCHES: N_("new notice"),
    ListReason.REVISION_MATCHES: N_("matches after it was revised or found at another source"),
    ListReason.FOUND: N_("recorded before the list was added or changed"),
    ListReason.DEADLINE_EXTENDED: N_("the deadline was extended"),
    ListReason.RETURNED: N_("the page exists again"),
    ListReason.VALID_AGAIN: N_("the reason for the removal no longer applies"),
    ListReason.REVISED: N_("the notice was revised or parsed again"),
    ListReason.DEADLINE_PASSED: N_("the deadline ({date}) has passed"),
    ListReason.GONE: N_("the page no longer exists"),
    ListReason.REPEALED: N_("repealed or replaced by notice {notice}"),
    ListReason.EXPIRED: N_("expired (valid until {date})"),
    ListReason.REPLACED: N_("superseded by the later notice {notice}"),
    ListReason.AGED: N_("published more than {days} days ago"),
    ListReason.NO_MATCH: N_("no longer matches after a revision"),
    ListReason.LIST_CHANGED: N_("no longer matches after the list was changed"),
    ListReason.LIST_REMOVED: N_("the list was removed or disabled"),
}
TEMPLATES: Mapping[str, Template] = {
    LEGACY: "{text}",
    **VERDICTS,
    **COMPARISONS,
    **DISTINCTIONS,
    **CHANGES,
    **ORIGINS,
    **TROUBLES,
    **REMOVALS,
    **PARTS,
    **LISTS,
    **QUERIES,
    **SENTENCES,
}
"""All templates except `WARNINGS`, whose codes would clash with others."""
