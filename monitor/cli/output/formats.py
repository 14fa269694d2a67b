"""Output formats of lists, and the options that select them."""

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from monitor.errors import UnknownError
from monitor.text.i18n import gettext

TERMINAL_ROWS = 50
"""Maximum number of rows shown on a terminal unless `--limit` is given."""


class OutputFormat(StrEnum):
    """The output formats of a list."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"


class DeadlineFormat(StrEnum):
    """The output formats of a list of deadlines: the formats of any list, and a calendar."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"
    ics = "ics"


class NoticeFormat(StrEnum):
    """The output formats of a list of notices: the formats of any list, and a folder of Markdown files."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"
    markdown = "markdown"


F = TypeVar("F", bound=StrEnum)
ListFormat = Annotated[OutputFormat | None, typer.Option("--format", help="[default: table; jsonl in a pipe]")]
"""The format of lists of recorded data, which programs read."""
ExportFormat = Annotated[
    OutputFormat | None, typer.Option("--format", help="[default: by the suffix of --out, otherwise csv]")
]
"""The format of exports."""
SetupFormat = Annotated[
    OutputFormat | None, typer.Option("--format", help="[default: by the suffix of --out, otherwise table]")
]
"""The option for the format of lists of configuration entries and deliveries. In a pipe, the default is a table."""
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object per line, like --format jsonl.")]
Limit = Annotated[
    int | None,
    typer.Option(min=1, help="Maximum number of rows. [default: 50 on a terminal, all otherwise]", show_default=False),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write to this file; its suffix determines the format."),
]
Excel = Annotated[
    bool,
    typer.Option("--excel", help="Write CSV for Excel: with a byte order mark and headings in the output language."),
]


@dataclass(frozen=True)
class Destination:
    """The destination of a list: a file, or standard output if `out` is None.

    At most `limit` rows are written. If `excel` is true, CSV is written in the variant that Excel reads correctly.
    """

    out: Path | None = None
    excel: bool = False
    limit: int | None = None

    def shown(self, form: StrEnum) -> int | None:
        """Return the maximum number of rows of a list in the format `form`, or None if there is no limit."""
        terminal = form == "table" and self.out is None and on_terminal()
        return self.limit or (TERMINAL_ROWS if terminal else None)


STANDARD_OUTPUT = Destination()


def on_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return bool(sys.stdout and sys.stdout.isatty())


def list_format(formats: type[F], chosen: F | None, out: Path | None = None, *, as_json: bool = False) -> F:
    """Return the requested format or, if there is none, the format that the suffix of the output file determines.

    `chosen` is the value of `--format`. If `as_json` is true (option `--json`) and `chosen` is None, the format is JSON
    Lines. If there is neither an option nor a file `out`, it is a table on a terminal, and JSON Lines otherwise. Raises
    UnknownError if the suffix is unknown, or if `as_json` is true and `chosen` is another format than JSON and JSON
    Lines.
    """
    return _json_or(formats, chosen, as_json) or _format_of(formats, out, "table" if on_terminal() else "jsonl")


def setup_format(chosen: OutputFormat | None, out: Path | None, *, as_json: bool) -> OutputFormat:
    """Return the requested format or, if there is none, the format that the suffix of the output file determines.

    `chosen` is the value of `--format`. If `as_json` is true (option `--json`) and `chosen` is None, the format is JSON
    Lines. If there is neither an option nor a file `out`, it is a table. Raises UnknownError if the suffix is unknown,
    or if `as_json` is true and `chosen` is another format than JSON and JSON Lines.
    """
    return _json_or(OutputFormat, chosen, as_json) or _format_of(OutputFormat, out, "table")


def _json_or(formats: type[F], chosen: F | None, as_json: bool) -> F | None:
    if as_json and chosen not in (None, "json", "jsonl"):
        raise UnknownError(gettext("--json and --format {format} cannot be combined", format=chosen))
    return formats("jsonl") if as_json and chosen is None else chosen


def export_format(formats: type[F], chosen: F | None, out: Path | None) -> F:
    """Return the requested format or, if there is none, the format that the suffix of the output file determines.

    Without a file, it is CSV. Raises UnknownError if the suffix is unknown.
    """
    return chosen or _format_of(formats, out, "csv")


def _format_of(formats: type[F], out: Path | None, default: str) -> F:
    if out is None:
        return formats(default)
    suffix = {"md": "markdown"}.get(out.suffix[1:].lower(), out.suffix[1:].lower())
    if suffix in list(formats):
        return formats(suffix)
    known = ", ".join(formats)
    raise UnknownError(
        gettext("--out: the suffix of {file} matches no format; use --format ({known})", file=out, known=known)
    )
