"""English texts of the reasons for removals (`Removal.detail`).

Texts in other languages are generated from the code and the parameters of a reason.
"""

from crawler.model.codes import RemovalReason
from crawler.model.reason import Parameter, Reason

_SENTENCES = {
    RemovalReason.READING: "the pinyin of {char} in brackets",
    RemovalReason.READING_HALF: "the pinyin of {char}, with one bracket missing",
    RemovalReason.READING_BROKEN: "remains of pinyin after an encoding error; the character before the pinyin is lost",
    RemovalReason.PADDING: "question marks around a date",
    RemovalReason.DOUBLE: "repeats the text that begins at line {line}",
    RemovalReason.SPAM: "{percent}% of the removed text consists of spam keywords for {trades}",
    RemovalReason.SPAM_SCRIPT: (
        "{percent}% of the removed text consists of spam keywords for {trades}; its script (simplified or "
        "traditional) differs from that of the notice"
    ),
    RemovalReason.SPAM_CONTACT: (
        "{percent}% of the removed text consists of spam keywords for {trades}; it contains contact details"
    ),
    RemovalReason.SPAM_SCRIPT_CONTACT: (
        "{percent}% of the removed text consists of spam keywords for {trades}; its script (simplified or "
        "traditional) differs from that of the notice, and it contains contact details"
    ),
    RemovalReason.BREADCRUMB: "breadcrumb",
    RemovalReason.NEIGHBOURS: "links to the previous and next page",
    RemovalReason.SHARE: "a line with links for sharing the page",
    RemovalReason.QR_CODE: "a line about a QR code",
    RemovalReason.LINKS_HEADING: "a heading such as “Related links”",
    RemovalReason.LINK_BELOW: "a link below a heading such as “Related links”",
    RemovalReason.INTERPRETATION: "a link to an interpretation or to the original",
    RemovalReason.FOOTER: "a line of the page's footer",
    RemovalReason.PAGE_NUMBER: "a page number",
    RemovalReason.PORTAL_NOTICE: "a message from the site to its visitors",
    RemovalReason.FIELDS: "a line with information about the page: {fields}",
    RemovalReason.NAVIGATION: "navigation",
    RemovalReason.BUTTON: "a button",
    RemovalReason.SECTION: "the name of a section of the site",
    RemovalReason.SEPARATORS: "separators with nothing between them",
    RemovalReason.LABEL_ABOVE: "a label above the text",
    RemovalReason.HEADLINE: "the site's headline; the text has its own title",
    RemovalReason.PIECES_BEFORE: "parts of the page before the text",
    RemovalReason.PIECES_AFTER: "parts of the page after the text",
}


def sentence(reason: Reason) -> str:
    """Return the English text of the reason for a removal."""
    words = {name: _word(value) for name, value in reason.params.items()}
    return _SENTENCES[RemovalReason(reason.code)].format(**words)


def _word(value: Parameter) -> str:
    if isinstance(value, tuple):
        return ", ".join(item.code.rpartition(".")[2] for item in value)
    return str(value)
