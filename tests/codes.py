"""The table of all reason codes: `docs/reference/codes.md`, written by `tests.docs`."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from enum import StrEnum

from crawler.model.codes import FailureCode, PageField, RemovalReason, SpamTrade, WarningCode
from crawler.model.details.code import DetailCode
from crawler.model.details.fetching import AddressDetail, BrowserDetail, FetchDetail
from crawler.model.details.files import ArchiveDetail, FileDetail
from crawler.model.details.listings import ListingDetail, PollDetail, ProgramDetail
from crawler.model.details.pages import PageDetail, RequestDetail
from crawler.model.reason import LeadReason, RemovalKind, WarningReason
from monitor.identity.distinction import Aspect
from monitor.identity.reasons import ChangeReason, ComparisonReason, OriginReason, VerdictReason
from monitor.messages.reason_templates import TEMPLATES, WARNINGS
from monitor.model.living_lists import ListReason
from monitor.model.reasons import TroubleCode
from monitor.text.i18n import in_language, ngettext, translate
from monitor.text.sentences import Template
from monitor.topics.errors import QUERY_SENTENCES, QueryFault, QueryWarning

FAMILIES: tuple[tuple[str, type[StrEnum], Mapping[str, Template]], ...] = (
    ("Verdicts", VerdictReason, TEMPLATES),
    ("Comparisons of texts", ComparisonReason, TEMPLATES),
    ("Distinctions", Aspect, TEMPLATES),
    ("Changes", ChangeReason, TEMPLATES),
    ("Origins", OriginReason, TEMPLATES),
    ("Troubles of sources", TroubleCode, TEMPLATES),
    ("Failures", FailureCode, TEMPLATES),
    ("Failures: requests", FetchDetail, TEMPLATES),
    ("Failures: refused addresses", AddressDetail, TEMPLATES),
    ("Failures: browser", BrowserDetail, TEMPLATES),
    ("Failures: pages", PageDetail, TEMPLATES),
    ("Failures: listings", ListingDetail, TEMPLATES),
    ("Failures: polls", PollDetail, TEMPLATES),
    ("Failures: programs", ProgramDetail, TEMPLATES),
    ("Failures: files", FileDetail, TEMPLATES),
    ("Failures: archives", ArchiveDetail, TEMPLATES),
    ("Failures: requests to the crawler", RequestDetail, TEMPLATES),
    ("Warnings", WarningCode, WARNINGS),
    ("Warnings: reasons", WarningReason, TEMPLATES),
    ("Warnings: removed parts", RemovalKind, TEMPLATES),
    ("Leads of sources discover", LeadReason, TEMPLATES),
    ("Errors in queries", QueryFault, QUERY_SENTENCES),
    ("Removals", RemovalReason, TEMPLATES),
    ("Removals: spam", SpamTrade, TEMPLATES),
    ("Removals: lines of labels", PageField, TEMPLATES),
    ("Queries", QueryWarning, TEMPLATES),
    ("Living lists", ListReason, TEMPLATES),
)
_HEADINGS = ("code", "meaning", "English", "Chinese")
"""The columns of a table. The sentence of a DetailCode is its meaning as well."""


def codes_tables() -> str:
    """Return the table of each family."""
    parts = []
    for heading, family, templates in FAMILIES:
        summary = inspect.cleandoc(family.__doc__ or "")
        headings = ("code", "English", "Chinese") if issubclass(family, DetailCode) else _HEADINGS
        rows = ["| " + " | ".join(headings) + " |", "|---" * len(headings) + "|"]
        rows += ["| " + " | ".join(_cell(text) for text in row) + " |" for row in _rows(family, templates)]
        parts.append("\n".join([f"## {heading}", "", summary, "", *rows, ""]))
    return "\n".join(parts)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())


def _rows(family: type[StrEnum], templates: Mapping[str, Template]) -> Iterator[tuple[str, ...]]:
    described = {} if issubclass(family, DetailCode) else _descriptions(family)
    for member in family:
        template = templates[member]
        english = template if isinstance(template, str) else template[1]
        meaning = (described[member.name],) if described else ()
        yield f"`{member.value}`", *meaning, english, _chinese(template)


def _chinese(template: Template) -> str:
    if isinstance(template, str):
        return translate(template, "zh")
    # The count is left as it stands in the template.
    with in_language("zh"):
        return ngettext(template[0], template[1], 2).replace("2", "{count}", 1)


def _descriptions(family: type[StrEnum]) -> dict[str, str]:
    """Return the text below each member in the source."""
    [body] = ast.parse(inspect.getsource(family)).body
    assert isinstance(body, ast.ClassDef)
    names = [node.targets[0].id if isinstance(node, ast.Assign) else None for node in body.body]  # type: ignore[attr-defined]
    texts = [node.value.value if isinstance(node, ast.Expr) else "" for node in body.body]  # type: ignore[attr-defined]
    return {name: inspect.cleandoc(str(texts[at + 1])) for at, name in enumerate(names) if name}
