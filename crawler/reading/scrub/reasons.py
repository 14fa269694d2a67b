"""Reasons for cuts, in English: `detail` of a cut. Other languages render the code and its parameters."""

from crawler.model.codes import RemovalReason
from crawler.model.reason import Parameter, Reason

_SENTENCES = {
    RemovalReason.READING: "the reading of {char} in brackets",
    RemovalReason.READING_HALF: "the reading of {char}, one of its brackets lost",
    RemovalReason.READING_BROKEN: "what a broken encoding left of a reading; the character before is lost",
    RemovalReason.PADDING: "padding of a date",
    RemovalReason.DOUBLE: "stands again from line {line} on",
    RemovalReason.SPAM: "search phrases of {trades} are {percent}% of it",
    RemovalReason.SPAM_SCRIPT: "search phrases of {trades} are {percent}% of it; in another script than the text",
    RemovalReason.SPAM_CONTACT: "search phrases of {trades} are {percent}% of it; with a contact",
    RemovalReason.SPAM_SCRIPT_CONTACT: (
        "search phrases of {trades} are {percent}% of it; in another script than the text; with a contact"
    ),
    RemovalReason.BREADCRUMB: "where on the site the page stands",
    RemovalReason.NEIGHBOURS: "a way to the neighbouring pages",
    RemovalReason.SHARE: "a share line",
    RemovalReason.QR_CODE: "a code to be scanned",
    RemovalReason.LINKS_HEADING: "a heading over links",
    RemovalReason.LINK_BELOW: "a link under such a heading",
    RemovalReason.INTERPRETATION: "a link to an interpretation",
    RemovalReason.FOOTER: "a filing number or a footer",
    RemovalReason.PORTAL_NOTICE: "a notice of the portal",
    RemovalReason.FIELDS: "a line of the page: {fields}",
    RemovalReason.NAVIGATION: "navigation",
    RemovalReason.BUTTON: "a button",
    RemovalReason.SECTION: "the name of a part of the site",
    RemovalReason.SEPARATORS: "separators without anything between them",
    RemovalReason.LABEL_ABOVE: "a label above the text",
    RemovalReason.HEADLINE: "the portal's headline; the text has a title of its own",
    RemovalReason.PIECES_BEFORE: "pieces of the page before the text",
    RemovalReason.PIECES_AFTER: "pieces of the page after the text",
}


def sentence(reason: Reason) -> str:
    """Return a cut's reason in English."""
    words = {name: _word(value) for name, value in reason.params.items()}
    return _SENTENCES[RemovalReason(reason.code)].format(**words)


def _word(value: Parameter) -> str:
    if isinstance(value, tuple):
        return ", ".join(item.code.rpartition(".")[2] for item in value)
    return str(value)
