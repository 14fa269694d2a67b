"""The table of all reason codes: `docs/reference/codes.md`, written by `tests.docs`."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from enum import StrEnum

from crawler.model.codes import FailureCode, PageField, RemovalReason, SpamTrade, WarningCode
from crawler.model.reason import LeadReason, RemovalKind, WarningReason
from monitor.identity.distinction import Aspect
from monitor.identity.reasons import ChangeReason, ComparisonReason, OriginReason, VerdictReason
from monitor.messages.reason_templates import TEMPLATES, WARNINGS, Template
from monitor.model.reasons import TroubleCode
from monitor.text.i18n import in_language, ngettext, translate
from monitor.topics.errors import QUERY_SENTENCES, QueryFault
from monitor.topics.lint import QueryWarning

FAMILIES: tuple[tuple[str, type[StrEnum], Mapping[str, Template]], ...] = (
    ("Verdicts", VerdictReason, TEMPLATES),
    ("Comparisons of texts", ComparisonReason, TEMPLATES),
    ("Distinctions", Aspect, TEMPLATES),
    ("Changes", ChangeReason, TEMPLATES),
    ("Origins", OriginReason, TEMPLATES),
    ("Troubles of sources", TroubleCode, TEMPLATES),
    ("Failures", FailureCode, TEMPLATES),
    ("Warnings", WarningCode, WARNINGS),
    ("Warnings: reasons", WarningReason, TEMPLATES),
    ("Warnings: removed parts", RemovalKind, TEMPLATES),
    ("Leads of sources discover", LeadReason, TEMPLATES),
    ("Errors in queries", QueryFault, QUERY_SENTENCES),
    ("Removals", RemovalReason, TEMPLATES),
    ("Removals: spam", SpamTrade, TEMPLATES),
    ("Removals: lines of labels", PageField, TEMPLATES),
    ("Queries", QueryWarning, TEMPLATES),
)


def codes_tables() -> str:
    """Return the table of each family."""
    parts = []
    for heading, family, templates in FAMILIES:
        summary = inspect.cleandoc(family.__doc__ or "")
        rows = ["| code | meaning | English | Chinese |", "|---|---|---|---|"]
        rows += ["| " + " | ".join(_cell(text) for text in row) + " |" for row in _rows(family, templates)]
        parts.append("\n".join([f"## {heading}", "", summary, "", *rows, ""]))
    return "\n".join(parts)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())


def _rows(family: type[StrEnum], templates: Mapping[str, Template]) -> Iterator[tuple[str, str, str, str]]:
    described = _descriptions(family)
    for member in family:
        template = templates[member]
        english = template if isinstance(template, str) else template[1]
        yield f"`{member.value}`", described[member.name], english, _chinese(template)


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
