"""A column of a list, and the functions that return the values of its cells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from monitor.text.i18n import gettext, pgettext
from monitor.views.spreadsheets import Cell, cell_text
from monitor.views.times import time_since

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a list: its key in CSV files, its heading, and the function that returns its value for a row.

    Terminal tables contain the column if `shown` or `spare` is true. A column with `spare` is left out if there is no
    room for it. The column's cells may be wrapped if `folds` is true. If `whole` is true, wrapped cells are shown
    completely, in any number of lines. `words` is a function that returns the text of a cell in the current language.
    If it is None, the value is shown. If `coded` is true, the value is a code, and the spreadsheets that people read
    contain the text returned by `words` instead. `width` is the column's width in a spreadsheet, in characters.
    """

    key: str
    heading: str
    value: Callable[[Row], Cell]
    shown: bool = False
    folds: bool = False
    width: int = 14
    spare: bool = False
    whole: bool = False
    words: Callable[[Row], str] | None = None
    coded: bool = False

    def heading_text(self) -> str:
        """Return the heading in the current language."""
        return gettext(self.heading) if self.heading else ""

    def sheet_value(self, row: Row) -> Cell:
        """Return the column's cell for a row, for a spreadsheet that people read. A code is replaced by its words."""
        value = self.value(row)
        return self.words(row) if self.coded and self.words and value not in (None, "") else value

    def shown_text(self, row: Row) -> str:
        """Return the text of the column's cell in a terminal table."""
        if self.words:
            return self.words(row)
        return self.value.words(row) if isinstance(self.value, _Joined) else cell_text(self.value(row))


def get(key: str) -> Callable[[Row], Cell]:
    """Return a function that takes a row and returns its field `key`."""
    return lambda row: row.get(key)


def day(key: str) -> Callable[[Row], Cell]:
    """Return a function that takes a row and returns its field `key`, an ISO 8601 date, as a date."""

    def read(row: Row) -> Cell:
        written = row.get(key)
        return date.fromisoformat(written) if written else None

    return read


def since(key: str, now: datetime) -> Callable[[Row], str]:
    """Return a function that takes a row and returns in words how long ago the time in its field `key` was."""
    return lambda row: time_since(datetime.fromisoformat(row[key]) if row[key] else None, now)


@dataclass(frozen=True)
class _Joined:
    """A function that takes a row, and returns the items of the list in its field `key` as one text.

    The items are separated by `mark` in files, and by the corresponding separator of the current language in terminal
    tables.
    """

    key: str
    mark: str

    def __call__(self, row: Row) -> str:
        return self.mark.join(self._items(row))

    def words(self, row: Row) -> str:
        """Return the text of the cell in a terminal table."""
        marks = {"; ": gettext("; "), ", ": pgettext("list", ", ")}
        return marks.get(self.mark, self.mark).join(self._items(row))

    def _items(self, row: Row) -> list[str]:
        return [str(item) for item in row.get(self.key) or ()]


def join(key: str, mark: str = "; ") -> Callable[[Row], Cell]:
    """Return a function that takes a row, and returns the items of the list in its field `key`, joined with `mark`."""
    return _Joined(key, mark)
