"""The class Notice, the result of reading a page, and the classes of its parts.

The field names are the public contract of `inspect --json`.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from crawler.model.codes import WarningCode
from crawler.model.details.sentences import english
from crawler.model.reason import Reason
from crawler.model.types import Frozen

TEXT_NOT_FOUND = WarningCode.TEXT_NOT_FOUND.value
FACT_LIMIT = 200
ISSUERS_LIMIT = 10
"""Limits of the facts that a listing states about a notice.

FACT_LIMIT is the maximum length of a fact in characters, and ISSUERS_LIMIT is the maximum number of issuers. The limits
are needed because links are stored in a state of limited size.
"""
Comparison = Literal["=", "≥", ">", "≤", "<", "≈"]


TargetComparison = Literal["at_least", "more_than", "at_most", "less_than", "about", "exactly", "growth", "reduction"]


TargetPrecision = Literal["year", "half", "quarter", "month", "day"]


class Figure(Frozen):
    """A number in a target, as written in the text: `12万人以上` is 12, `万人`, ≥.

    If `change` is set, the number is the size of a rise or fall, not a level.
    """

    figure: float
    unit: str
    comparison: Comparison = "="
    change: Literal["rise", "fall"] | None = None


class Target(Frozen):
    """A goal in the words of the text. `by` is a year or an ISO date. `figures` may be empty or have several items.

    If the text states the end of a year, a quarter or a month, `by` is its last day. `precision` is the unit of time
    that the text states: `year` for 2025年 and 2025年底, `month` for 6月底, `day` for 6月30日.

    `comparison` is the meaning of the first figure. `scope` is the wording that states where the goal applies (全市,
    各设区市). Figures in the following sentences are included if these sentences continue the goal.
    """

    text: str
    by: str | None = None
    precision: TargetPrecision | None = None
    figures: tuple[Figure, ...] = ()
    comparison: TargetComparison | None = None
    scope: str | None = None


class Clause(Frozen):
    """A numbered part of the text. `path` contains the plain numerals from the outermost level to the innermost.

    `responsible_units` are all units in charge. `lead_units` are the leading ones among them, or the only unit if the
    text names only one. `supporting_units` are the units that assist.
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
    """A date by which someone must act.

    `for` states who must act: the `public` (apply, pay, enrol), the `addressees` of the notice (authorities that must
    report or submit something) or named `units`. `rule` is the rule that recognized the deadline, and `action` is the
    verb of the required action. `approximate` is true if the date was computed from working days in a year whose public
    holidays are unknown.
    """

    date: date
    text: str
    approximate: bool = False
    rule: str | None = None
    action: str | None = None
    for_whom: Literal["public", "addressees", "units"] = Field(default="public", alias="for")


AmountComparison = Literal["at_most", "at_least", "less_than", "more_than", "about", "exactly", "range"]


class Amount(Frozen):
    """A sum of money as written in the text: `最高不超过500万元` is 500, `万元`, at_most.

    `value` is the number before `unit`, and `high` is the upper end of a range. `currency` is an ISO 4217 code. If the
    sum limits a percentage of costs (`按30%给予补助，最高100万元`), `percent` is this percentage. `for` is the purpose
    in the text's own words, such as 奖励 or 注册资本.
    """

    text: str
    value: float
    high: float | None = None
    unit: str
    currency: str
    comparison: AmountComparison = "exactly"
    percent: float | None = None
    purpose: str | None = Field(default=None, alias="for")


class Reference(Frozen):
    """Another document that the text cites, replaces, repeals or forwards (转发, 印发)."""

    title: str | None = None
    document_number: str | None = None
    role: Literal["cited", "replaces", "repeals", "forwards"] = "cited"


class ArchiveMember(Frozen):
    """A file in an archive, and the result of reading it. `name` is its path in the archive.

    The member's text begins at character `start` of the attachment's `text` and ends before character `end`. The other
    fields are as in Attachment.
    """

    name: str
    type: str | None = None
    start: int = 0
    end: int = 0
    sha256: str | None = None
    fault: str | None = None
    recognized: float | None = None


class Attachment(Frozen):
    """A file named on the page, and the result of fetching the file. `url` is empty if the page has no link to it.

    `type` is the format of the file's bytes (pdf, docx, xlsx, …), `text` is the text of the file, and `sha256` is the
    hash of its bytes. `fault` is a code of `crawler.model.errors` if the file has no text (`scan`, `encrypted`, `gone`,
    `address_refused`, …), or `cut`, `partly_scan` or `partly_read` if the text is incomplete. If `text` and `fault` are
    both null, the file was not fetched. `passing` is true if the fault is temporary; in this case, a later attempt may
    succeed. `recognized` is the confidence, from 0 to 1, if text was recognized in images (OCR), and otherwise null.
    `members` are the files of an archive; its `text` contains the text of each under its name.
    """

    name: str
    url: str
    type: str | None = None
    text: str | None = None
    sha256: str | None = None
    fault: str | None = None
    passing: bool = False
    recognized: float | None = None
    members: tuple[ArchiveMember, ...] = ()


class ReadingWarning(Frozen):
    """A warning about the parsing of the notice, which is shown to readers.

    `code` is one of `WarningCode`, `detail` is the English sentence, `reason` is one of `WarningReason`, and `params`
    are the parameters of the reason. Warnings of earlier versions have no `reason`.
    """

    code: str
    detail: str
    reason: str = ""
    params: dict[str, Any] = {}

    @classmethod
    def of(cls, code: WarningCode, reason: Reason) -> "ReadingWarning":
        """Return the warning with this code and reason."""
        return cls(code=code.value, detail=english(reason), reason=reason.code, params=reason.as_json()["params"])


class Facts(Frozen):
    """Properties of a notice that a listing states. Properties that the listing does not state are null or empty."""

    document_number: Annotated[str, Field(max_length=FACT_LIMIT)] | None = None
    issuers: Annotated[tuple[Annotated[str, Field(max_length=FACT_LIMIT)], ...], Field(max_length=ISSUERS_LIMIT)] = ()
    kind: Annotated[str, Field(max_length=FACT_LIMIT)] | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    comments_close_on: date | None = None


class Notice(Frozen):
    """A document as parsed from its page. Fields that the page does not state are null or empty.

    `is_notice` is null if it could not be determined whether the document is a notice. `script` is an ISO 15924 code
    (Hans, Hant, Latn). `region` lists names from the country down. Dates are calendar dates in the issuer's time zone;
    `expires_on` is the last date on which the document is in force. `reader` is the version of the code that parsed the
    page.
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
    amounts: tuple[Amount, ...] = ()
    references: tuple[Reference, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()
    reader: str = ""

    @property
    def all_text(self) -> str:
        """Return the text of the notice and of its attachments."""
        return "\n".join([self.text, *(attachment.text for attachment in self.attachments if attachment.text)])
