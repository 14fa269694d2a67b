"""The output of a list in any format, to standard output or to a file."""

import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from crawler.text.json_lines import escape_controls
from monitor.cli.common import json_line, verdict_word
from monitor.cli.output.columns import NOTICES, Column, Row, shown_columns
from monitor.cli.output.formats import STANDARD_OUTPUT, Destination, on_terminal
from monitor.cli.streams import encodes_all
from monitor.errors import UnknownError
from monitor.text.i18n import N_, gettext, ngettext
from monitor.text.sanitize import printable
from monitor.views.spreadsheets import ROW_LIMIT, Cell, SheetLayout, cell_text, csv_text, xlsx_bytes

_PUBLIC = 0o666
_FILE_WIDTH = 120
_FOR = {"public": N_("the public"), "addressees": N_("the addressees"), "units": N_("the units named")}


def print_notices(
    objects: Sequence[dict[str, Any]],
    form: StrEnum,
    empty: str,
    destination: Destination = STANDARD_OUTPUT,
    total: int | None = None,
) -> None:
    """Print a list of notices; see `print_list` for the parameters."""
    print_list(NOTICES, objects, form, empty, destination, total)


def print_list(
    columns: Sequence[Column],
    rows: Sequence[Row],
    form: StrEnum,
    empty: str,
    destination: Destination = STANDARD_OUTPUT,
    total: int | None = None,
) -> None:
    """Print a list in the format `form`.

    `empty` is printed instead of a table without rows. `total` is the number of all rows, if `rows` contains only the
    first.
    """
    count = len(rows) if total is None else total
    shown = rows[: destination.shown(form)]
    if form == "xlsx":
        write_output(_workbook(columns, shown), destination.out)
    elif form == "table":
        _print_table(columns, shown, empty, destination.out)
        if len(shown) < count and shown:
            typer.echo(_rest(count - len(shown)), err=not on_terminal())
    else:
        write_output(list_text(columns, shown, form, excel=destination.excel).encode(), destination.out)


def _rest(count: int) -> str:
    return ngettext(
        "… and {count} more; use --limit, or --out FILE for all",
        "… and {count} more; use --limit, or --out FILE for all",
        count,
    )


def list_text(columns: Sequence[Column], rows: Sequence[Row], form: StrEnum, *, excel: bool) -> str:
    """Return rows as CSV, JSON or JSON Lines."""
    if form == "json":
        ascii_only = not encodes_all(sys.stdout)
        return escape_controls(json.dumps(list(rows), ensure_ascii=ascii_only, indent=1)) + "\n"
    if form == "jsonl":
        return "".join(json_line(row) + "\n" for row in rows)
    return csv_text(
        [column.heading_text() if excel else column.key for column in columns], _cells(columns, rows), excel=excel
    )


def _workbook(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """Return rows as an XLSX workbook. Raises UnknownError if there are too many rows."""
    if len(rows) > ROW_LIMIT:
        raise UnknownError(gettext("a spreadsheet has at most {limit} rows; use csv or --limit", limit=ROW_LIMIT))
    links = next((place for place, column in enumerate(columns) if column.key == "url"), None)
    layout = SheetLayout(widths=tuple(column.width for column in columns), links=links)
    return xlsx_bytes([column.heading_text() for column in columns], list(_cells(columns, rows)), layout)


def _cells(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[list[Cell]]:
    return ([column.value(row) for column in columns] for row in rows)


def write_output(data: bytes, out: Path | None) -> None:
    """Write bytes to a file, which is replaced atomically, or to standard output if `out` is None.

    Raises UnknownError if the file cannot be written, or if binary data would be written to a terminal.
    """
    if out is not None:
        _replace(out, data)
        sys.stderr.write(gettext("wrote {file}", file=out) + "\n")
        return
    if on_terminal() and b"\0" in data:
        raise UnknownError(gettext("a spreadsheet cannot be shown on a terminal; name a file with --out"))
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None or b"\0" not in data:
        sys.stdout.write(data.decode())
        return
    sys.stdout.flush()
    binary.write(data)


def _replace(out: Path, data: bytes) -> None:
    """Write a temporary file and rename it to `out`, so that the previous file is kept if writing fails."""
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(_PUBLIC & ~mask)
        temporary.replace(out)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                temporary.unlink()
        raise UnknownError(f"{out}: {error.strerror or error}") from error


def _print_table(columns: Sequence[Column], rows: Sequence[Row], empty: str, out: Path | None) -> None:
    if not rows:
        typer.echo(empty)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    shown = shown_columns(columns)
    for column in shown:
        table.add_column(
            "" if column.key == "verdict" else column.heading_text(),
            overflow="fold" if column.folds else "ellipsis",
            no_wrap=not column.folds,
            max_width=None if column.folds else 18,
        )
    for row in rows:
        table.add_row(*(_shown_cell(column, row) for column in shown))
    if out is None:
        Console(markup=False, highlight=False, emoji=False).print(table)
        return
    text = io.StringIO()
    Console(file=text, markup=False, highlight=False, emoji=False, width=_FILE_WIDTH).print(table)
    write_output(text.getvalue().encode(), out)


def _shown_cell(column: Column, row: Row) -> str:
    text = cell_text(column.value(row))
    if column.key == "verdict":
        return verdict_word(text)
    if column.key == "for" and text in _FOR:
        return gettext(_FOR[text])
    if column.key == "title":
        return printable(text or str(row.get("url") or ""))
    return printable(text) or "–"
