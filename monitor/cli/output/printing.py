"""The output of a list in any format, to standard output or to a file."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from crawler.text.json_lines import escape_controls
from monitor.cli.common import json_line
from monitor.cli.output.column import Column, Row
from monitor.cli.output.columns import NOTICES
from monitor.cli.output.formats import STANDARD_OUTPUT, Destination, on_terminal
from monitor.cli.output.streams import encodes_all
from monitor.errors import UnknownError
from monitor.runtime.files import replacement
from monitor.text.i18n import gettext, in_language, ngettext
from monitor.text.phrases import file_error
from monitor.views.spreadsheets import Cell, csv_text
from monitor.views.workbooks import ROW_LIMIT, SheetLayout, xlsx_bytes

_PUBLIC = 0o666
_FILE_WIDTH = 120


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
    """Print a list in the format `form` to the destination.

    If a table would have no rows, `empty` is printed instead. `total` is the number of all rows, if `rows` contains
    only a part of them.
    """
    count = len(rows) if total is None else total
    shown = rows[: destination.shown(form)]
    if not rows and destination.out:
        sys.stderr.write(f"{empty}\n")
    if form == "xlsx":
        write_output(workbook(columns, shown), destination.out)
    elif form == "table":
        _print_table(columns, shown, empty, destination.out)
        if len(shown) < count and shown:
            typer.echo(_rest(count - len(shown)), err=not on_terminal())
    else:
        with language_of(form, destination):
            text = list_text(columns, shown, form, excel=destination.excel)
        write_output(text.encode(), destination.out)


def _rest(count: int) -> str:
    return ngettext(
        "… and {count} more; use --limit to show more, or --out FILE to save all",
        "… and {count} more; use --limit to show more, or --out FILE to save all",
        count,
    )


@contextmanager
def language_of(form: StrEnum, destination: Destination) -> Iterator[None]:
    """Set the language in which a list is output within the block.

    It is the current language for tables, XLSX, and CSV for Excel (`destination.excel`), which people read. It is
    English for all other formats, which programs read.
    """
    is_read_by_people = form in ("table", "xlsx") or destination.excel
    with in_language(None if is_read_by_people else "en"):
        yield


def list_text(columns: Sequence[Column], rows: Sequence[Row], form: StrEnum, *, excel: bool) -> str:
    """Return rows as CSV, JSON or JSON Lines, depending on `form`.

    If `excel` is true, CSV has the headings and words of the current language instead of keys and codes.
    """
    if form == "json":
        ascii_only = not encodes_all(sys.stdout)
        return escape_controls(json.dumps(list(rows), ensure_ascii=ascii_only, indent=1)) + "\n"
    if form == "jsonl":
        return "".join(json_line(row) + "\n" for row in rows)
    return csv_text(
        [column.heading_text() if excel else column.key for column in columns],
        _cells(columns, rows, for_people=excel),
        excel=excel,
    )


def workbook(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """Return rows as an XLSX workbook. Raises UnknownError if there are too many rows."""
    if len(rows) > ROW_LIMIT:
        raise UnknownError(gettext("a spreadsheet has at most {limit} rows; use csv or --limit", limit=ROW_LIMIT))
    links = next((place for place, column in enumerate(columns) if column.key == "url"), None)
    layout = SheetLayout(widths=tuple(column.width for column in columns), links=links)
    return xlsx_bytes(
        [column.heading_text() for column in columns], list(_cells(columns, rows, for_people=True)), layout
    )


def _cells(columns: Sequence[Column], rows: Sequence[Row], *, for_people: bool) -> Iterator[list[Cell]]:
    """Yield the cells of each row.

    If `for_people` is true, codes are replaced by their words in the current language.
    """
    return ([column.sheet_value(row) if for_people else column.value(row) for column in columns] for row in rows)


def write_output(data: bytes, out: Path | None) -> None:
    """Write bytes to a file, which is replaced atomically, or to standard output if `out` is None.

    Raises UnknownError if the file cannot be written, or if binary data would be written to a terminal.
    """
    if out is not None:
        _replace(out, data)
        sys.stderr.write(gettext("wrote {file}", file=out) + "\n")
        return
    if on_terminal() and b"\0" in data:
        raise UnknownError(gettext("a spreadsheet cannot be shown on a terminal; specify a file with --out"))
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None or b"\0" not in data:
        sys.stdout.write(data.decode())
        return
    sys.stdout.flush()
    binary.write(data)


def _replace(out: Path, data: bytes) -> None:
    """Write a temporary file and rename it to `out`, so that the previous file is kept if writing fails."""
    mask = os.umask(0)
    os.umask(mask)
    try:
        with replacement(out, _PUBLIC & ~mask) as made:
            made.write_bytes(data)
    except OSError as error:
        raise UnknownError(file_error(out, error)) from error


def _print_table(columns: Sequence[Column], rows: Sequence[Row], empty: str, out: Path | None) -> None:
    # Imported here, because lists in other formats do not need it.
    from monitor.cli.output.tables import table_lines, table_width

    if not rows:
        if out is None:
            typer.echo(empty)
        return
    head, *lines = table_lines(columns, rows, table_width() if out is None else _FILE_WIDTH)
    if out is None:
        typer.secho(head, bold=True)
        typer.echo("\n".join(lines))
        return
    write_output("\n".join([head, *lines, ""]).encode(), out)
