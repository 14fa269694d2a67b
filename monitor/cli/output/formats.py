"""Formats of lists, and the options that choose them."""

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from monitor.errors import UnknownError
from monitor.text.i18n import gettext

TERMINAL_ROWS = 50
"""Rows that are shown on a terminal unless `--limit` is given."""


class OutputFormat(StrEnum):
    """How a list is printed."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"


class DeadlineFormat(StrEnum):
    """How deadlines are printed: as any list, or as a calendar."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"
    ics = "ics"


class NoticeFormat(StrEnum):
    """How notices are exported: as any list, or as a folder of Markdown files."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"
    markdown = "markdown"


F = TypeVar("F", bound=StrEnum)
Limit = Annotated[
    int | None,
    typer.Option(min=1, help="Maximum number of rows. [default: 50 on a terminal, all otherwise]", show_default=False),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write to this file; its suffix chooses the format."),
]
Excel = Annotated[
    bool,
    typer.Option("--excel", help="CSV for Excel: with a byte order mark, and headings in the language of the output."),
]


@dataclass(frozen=True)
class Destination:
    """Where a list goes, and whether its CSV is meant for Excel."""

    out: Path | None = None
    excel: bool = False
    limit: int | None = None

    def shown(self, form: StrEnum) -> int | None:
        """Return the maximum number of rows for a format; None for all."""
        terminal = form == "table" and self.out is None and on_terminal()
        return self.limit or (TERMINAL_ROWS if terminal else None)


STANDARD_OUTPUT = Destination()


def on_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return bool(sys.stdout and sys.stdout.isatty())


def choose_format(chosen: OutputFormat | None, out: Path | None = None) -> OutputFormat:
    """Return the requested format; by default a table on a terminal, and JSON Lines for programs."""
    return chosen_format(OutputFormat, chosen, out, "jsonl")


def chosen_format(formats: type[F], chosen: F | None, out: Path | None, piped: str) -> F:
    """Return the requested format, else that of the file's suffix.

    Without either it is a table on a terminal, and `piped` elsewhere. Raises UnknownError for an unknown suffix.
    """
    if chosen:
        return chosen
    if out is None:
        return formats("table" if on_terminal() else piped)
    suffix = {"md": "markdown"}.get(out.suffix[1:].lower(), out.suffix[1:].lower())
    if suffix in list(formats):
        return formats(suffix)
    known = ", ".join(formats)
    raise UnknownError(
        gettext("--out: no format has the suffix of {file}; give --format ({known})", file=out, known=known)
    )
