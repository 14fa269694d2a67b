"""Reasons for warnings, for removals of text, and for trying a URL (source leads). A reason is a code with parameters.

The English sentences are here and in `crawler.model.details`; the translations are in the monitor.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

Parameter: TypeAlias = "str | int | float | Reason | tuple[Reason, ...]"


@dataclass(frozen=True)
class Reason:
    """A code that stands for a sentence, and the parameters of this sentence.

    `code` is a member of an enumeration such as WarningReason. A parameter is a string, a number, another reason, or a
    tuple of reasons, which the sentence shows as a list.
    """

    code: str
    params: Mapping[str, Parameter] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, code: str, **params: Parameter) -> "Reason":
        """Return a reason. `code` is usually a StrEnum member and is stored as a plain string."""
        return cls(str(code), params)

    def as_json(self) -> dict[str, Any]:
        """Return the reason as plain data: `{"code": …, "params": {…}}`."""
        return {"code": self.code, "params": {name: _plain(value) for name, value in self.params.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Reason":
        """Return the reason for plain data as returned by `as_json`.

        Raises:
            ValueError: The data does not represent a reason.
        """
        code = data.get("code")
        params = data.get("params", {})
        if not isinstance(code, str) or not isinstance(params, Mapping):
            raise ValueError("a reason needs a code and parameters")  # noqa: TRY004  (as of any other faulty JSON)
        return cls(code, {str(name): _restored(value) for name, value in params.items()})


def _plain(value: Parameter) -> Any:
    if isinstance(value, Reason):
        return value.as_json()
    if isinstance(value, tuple):
        return [item.as_json() for item in value]
    return value


def _restored(value: Any) -> Parameter:
    if isinstance(value, Mapping):
        return Reason.from_json(value)
    if isinstance(value, list):
        return tuple(Reason.from_json(item) for item in value if isinstance(item, Mapping))
    return value if isinstance(value, str | int | float) else str(value)


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return a copy of plain data in which every string is replaced by the result of `change` for this string.

    Plain data are strings, numbers, lists and mappings, such as the parameters of a reason. The keys of mappings are
    kept.
    """
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: map_texts(item, change) for name, item in value.items()}
    return [map_texts(item, change) for item in value] if isinstance(value, list) else value


class WarningReason(StrEnum):
    """The specific causes of warnings, used as values of the warning's field `reason`."""

    ISSUERS = "warning.issuers"
    """The page's table and the document name different issuers."""
    TITLE = "warning.title"
    """The page and the document have different titles."""
    SELECTOR = "warning.selector"
    """The selector of the source matched nothing."""
    MAIN_TEXT = "warning.main_text"
    """The main text was found by a fallback."""
    SCRUBBED = "warning.scrubbed"
    """Parts of the page were removed from the text."""
    DAMAGED = "warning.damaged"
    """Characters are missing from the text."""
    FIRST_NUMBER = "warning.first_number"
    """A list does not begin with its first number."""
    REPEATED_NUMBER = "warning.repeated_number"
    """A number occurs twice in succession."""
    SKIPPED_NUMBER = "warning.skipped_number"
    """The numbering has a gap: a number is not followed by the next number."""
    MORE_NUMBERS = "warning.more_numbers"
    """There are further irregular numbers that are not listed."""
    OUTLINE = "warning.outline"
    """The text has too many numbered parts."""
    TEXT_NOT_FOUND = "warning.text_not_found"
    """The page shows no text."""
    ATTACHMENT = "warning.attachment"
    """The URL of an attachment is known only to a script."""
    RECOGNIZED = "warning.recognized"
    """The text of a file was recognised in images."""
    RECOGNIZED_FACTS = "warning.recognized_facts"
    """The text of a file was recognised in images, and dates or figures were taken from it."""
    LITTLE_TEXT = "warning.little_text"
    """The text is very short and the page links to no file."""
    LITTLE_OF_PAGE = "warning.little_of_page"
    """Little of the text that the page shows was taken as the notice."""
    TITLE_NOT_IN_TEXT = "warning.title_not_in_text"
    """The text contains hardly any of the title's words."""


class LeadReason(StrEnum):
    """The reasons why `sources discover` tried a URL."""

    PAGE_GIVEN = "lead.page_given"
    """The URL was given on the command line."""
    HOME_PAGE = "lead.home_page"
    """The URL is the home page of the site."""
    DECLARED_FEED = "lead.declared_feed"
    """A page declares the URL as its feed."""
    LINKED_FEED = "lead.linked_feed"
    """A page links to the URL as a feed."""
    LINK_TEXT = "lead.link_text"
    """A link's text describes the URL as a list of notices."""
    ROBOTS = "lead.robots"
    """The site's robots.txt contains the URL."""
    USUAL_ADDRESS = "lead.usual_address"
    """Many sites use this URL path."""


class RemovalKind(StrEnum):
    """Kinds of parts removed from a text. The warning states the number of parts of each kind."""

    PINYIN = "removed.pinyin"
    """Pinyin readings of characters."""
    SPAM = "removed.spam"
    """Search phrases of spam."""
    CHROME = "removed.chrome"
    """Lines of the page that are not part of the text."""
    DOUBLE = "removed.double"
    """Second copies of the text."""
    JUNK = "removed.junk"
    """Characters without meaning."""


def N_(sentence: str) -> str:  # noqa: N802 - the usual name of the marker
    """Mark a sentence for extraction into the monitor's translation catalogue."""
    return sentence


WARNING_SENTENCES: Mapping[str, str] = {
    WarningReason.ISSUERS: N_("the issuer is “{page}” in the page's table and “{document}” in the document"),
    WarningReason.TITLE: N_("the title is “{page}” on the page and “{document}” in the document"),
    WarningReason.SELECTOR: N_("the selector {selector} found no main text"),
    WarningReason.MAIN_TEXT: N_("the main text was found by the fallback method `{method}`"),
    WarningReason.SCRUBBED: N_("removed from the text: {counts}"),
    WarningReason.DAMAGED: N_("positions with missing characters: {count} (lines {lines})"),
    WarningReason.FIRST_NUMBER: N_("the numbering begins with {number}"),
    WarningReason.REPEATED_NUMBER: N_("the number {number} is repeated"),
    WarningReason.SKIPPED_NUMBER: N_("the numbering jumps from {number} to {next}"),
    WarningReason.MORE_NUMBERS: N_("and {count} more"),
    WarningReason.OUTLINE: N_("the text has too many numbered parts; only the first {limit} are recognised"),
    WarningReason.TEXT_NOT_FOUND: N_("the page shows no text; only the title was recorded"),
    WarningReason.ATTACHMENT: N_("the address of {names} is computed by a script and could not be determined"),
    WarningReason.RECOGNIZED: N_("the text of {name} was recognised in images (confidence {percent}%)"),
    WarningReason.RECOGNIZED_FACTS: N_(
        "the text of {name} was recognised in images (confidence {percent}%); check the recognised dates and "
        "figures ({count} in total)"
    ),
    WarningReason.LITTLE_TEXT: N_("the page has hardly any text (characters: {count}) and links to no file"),
    WarningReason.LITTLE_OF_PAGE: N_("only {percent}% of the page's text was extracted as the notice's text"),
    WarningReason.TITLE_NOT_IN_TEXT: N_("the text contains only {percent}% of the title's words"),
}
REMOVAL_COUNTS: Mapping[str, str] = {
    RemovalKind.PINYIN: N_("{count} × pinyin"),
    RemovalKind.SPAM: N_("{count} × spam"),
    RemovalKind.CHROME: N_("{count} × page elements"),
    RemovalKind.DOUBLE: N_("{count} × repeated text"),
    RemovalKind.JUNK: N_("{count} × stray characters"),
}
LEAD_SENTENCES: Mapping[str, str] = {
    LeadReason.PAGE_GIVEN: N_("the specified page"),
    LeadReason.HOME_PAGE: N_("the home page"),
    LeadReason.DECLARED_FEED: N_("the feed that the page declares"),
    LeadReason.LINKED_FEED: N_("linked from a page of the site"),
    LeadReason.LINK_TEXT: N_("a link with the text “{text}”"),
    LeadReason.ROBOTS: N_("listed in robots.txt"),
    LeadReason.USUAL_ADDRESS: N_("an address at which feeds and sitemaps are often found"),
}
