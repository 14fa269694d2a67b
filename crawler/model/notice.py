"""The notice, as the result of reading a page. The field names are the contract of `inspect --json`."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from crawler.model.codes import WarningCode
from crawler.model.reason import Reason, english
from crawler.model.types import Frozen

TEXT_NOT_FOUND = WarningCode.TEXT_NOT_FOUND.value
FACT_LIMIT = 200
ISSUERS_LIMIT = 10
"""Characters of one fact, and issuers of one notice, that a listing may give: links wait in a state of bounded size."""
Comparison = Literal["=", "≥", ">", "≤", "<", "≈"]


TargetComparison = Literal["at_least", "more_than", "at_most", "less_than", "about", "exactly", "growth", "reduction"]


class Figure(Frozen):
    """A number of a target as written: `12万人以上` is 12, `万人`, ≥.

    `change` says that it is not a level but by how much something moves.
    """

    figure: float
    unit: str
    comparison: Comparison = "="
    change: Literal["rise", "fall"] | None = None


class Target(Frozen):
    """A goal in the words of the text, `by` a year or an ISO date; a goal may name several figures or none.

    `comparison` is the sense of the first figure, `scope` the words that say where the goal applies (全市, 各设区市).
    The figures of sentences that go on with the goal are among `figures`.
    """

    text: str
    by: str | None = None
    figures: tuple[Figure, ...] = ()
    comparison: TargetComparison | None = None
    scope: str | None = None


class Clause(Frozen):
    """A numbered part of the text; `path` holds bare numerals from the outside in.

    Of `responsible_units`, `lead_units` are those named as leading, or named alone, and `supporting_units` those that
    assist.
    """

    path: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    heading: str | None = None
    text: str
    role: Literal["general", "measure", "safeguard"] | None = None
    responsible_units: tuple[str, ...] = ()
    lead_units: tuple[str, ...] = ()
    supporting_units: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()


class Deadline(Frozen):
    """A date by which somebody must act.

    Those who must act are the `public` (apply, pay, enrol), the `addressees` of the notice (offices that report or hand
    in something) or named `units`. `rule` is the rule that found it, `action` the verb of what is due. The date is
    approximate where its working days were counted without knowing the holidays of that year.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    date: date
    text: str
    approximate: bool = False
    rule: str | None = None
    action: str | None = None
    for_whom: Literal["public", "addressees", "units"] = Field(default="public", alias="for")


class Reference(Frozen):
    """Another document that the text names: it cites it, replaces or repeals it, or hands it on (转发, 印发)."""

    title: str | None = None
    document_number: str | None = None
    role: Literal["cited", "replaces", "repeals", "forwards"] = "cited"


class Attachment(Frozen):
    """A file named on the page, and the result of fetching it. `url` is empty if the text names it without a link.

    `type` is what its bytes are (pdf, docx, xlsx, …), `text` what it says, `sha256` of its bytes. `fault` is a code of
    `crawler.model.errors` when there is no text (`scan`, `encrypted`, `gone`, `address_refused`, …), or `cut` or
    `partly_scan` when it is not all of it. With none of them it was not fetched. `passing`: it may well be had at
    another time.
    """

    name: str
    url: str
    type: str | None = None
    text: str | None = None
    sha256: str | None = None
    fault: str | None = None
    passing: bool = False


class ReadingWarning(Frozen):
    """A remark on how the notice was read, for its readers.

    `code` is one of `WarningCode`, `detail` the sentence in English, `reason` one of `WarningReason` and `params` its
    parameters. Warnings of earlier versions have no `reason`.
    """

    code: str
    detail: str
    reason: str = ""
    params: dict[str, Any] = {}

    @classmethod
    def of(cls, code: WarningCode, reason: Reason) -> "ReadingWarning":
        """Make a warning from its reason."""
        return cls(code=code.value, detail=english(reason), reason=reason.code, params=reason.as_json()["params"])


class Facts(Frozen):
    """What a publishing system's listing itself says of a notice, field by field; null or empty where it does not."""

    document_number: Annotated[str, Field(max_length=FACT_LIMIT)] | None = None
    issuers: Annotated[tuple[Annotated[str, Field(max_length=FACT_LIMIT)], ...], Field(max_length=ISSUERS_LIMIT)] = ()
    kind: Annotated[str, Field(max_length=FACT_LIMIT)] | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    comments_close_on: date | None = None


class Notice(Frozen):
    """A document as read from its page. What was not found is null or empty; `is_notice` null means not judged.

    `script` is an ISO 15924 code (Hans, Hant, Latn); `region` goes from the country down; dates are calendar dates
    in the issuer's zone, `expires_on` the last day on which
    it holds; `reader` names the version of the reading that made this value.
    """

    url: str
    title: str | None = None
    kind: str | None = None
    is_notice: bool | None = None
    document_number: str | None = None
    issuers: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    script: str | None = None
    text: str = ""
    clauses: tuple[Clause, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    references: tuple[Reference, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()
    reader: str = ""

    @property
    def all_text(self) -> str:
        """The notice's text and that of its attachments."""
        return "\n".join([self.text, *(attachment.text for attachment in self.attachments if attachment.text)])
