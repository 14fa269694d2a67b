"""Recognition of notice lists in JSON data, including the meaning of the row fields. Pure functions; no I/O.

A field is recognized by its values: URLs, dates, and texts of the length of titles. Field names only decide between
fields with equally suitable values.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from crawler.listings.found import source_context
from crawler.model.listing_options import Select
from crawler.model.source import Source
from crawler.text.date_moments import moment_day

ROWS = 3
"""The minimum number of rows of a list."""
_SHARE = 0.8
"""The minimum share of rows in which a field has a suitable value."""
_DEPTH = 6
_LISTS = 50
_SAMPLE = 50
_TITLE_LETTERS = range(6, 121)
_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s/]+/\S*|\.{0,2}/?(?:[\w.~%-]+/)*[\w.~%-]+\.[sj]?html?(?:[?#]\S*)?|/\S+[/?]\S+"
)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FILE = re.compile(r"(?i)\.(?:png|jpe?g|gif|svg|webp|ico|css|js)(?:[?#]|$)")
_PUBLISHED = re.compile(r"(?i)publ|release|issue|fabu|fbrq|fbsj|^date$|docreltime|发布")
_CHANGED = re.compile(r"(?i)creat|updat|modif|expire|end")
_TITLED = re.compile(r"(?i)title|subject|^name$|标题")

Rows = Sequence[dict[str, Any]]


def guessed_select(text: str, source: Source, fetched_at: datetime) -> Select | None:
    """Return the selectors for the longest list of dated titles with links in JSON data, or None if there is none.

    `text` is the data. `source` and `fetched_at` determine how dates are parsed, for example the time zone and the
    current date.
    """
    try:
        document = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    found = []
    for path, rows in _lists(document):
        select = _select(path, rows[:_SAMPLE], source, fetched_at)
        if select:
            found.append((len(rows), select))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _lists(document: Any) -> Iterator[tuple[str, Rows]]:
    """Yield the lists of objects in the data, each with its JMESPath expression."""
    waiting: list[tuple[str, Any, int]] = [("", document, 0)]
    for _ in range(_LISTS):
        if not waiting:
            return
        path, value, depth = waiting.pop(0)
        if isinstance(value, list):
            rows = [row for row in value if isinstance(row, dict)]
            if len(rows) >= ROWS and len(rows) == len(value):
                yield path or "@", rows
        elif isinstance(value, dict) and depth < _DEPTH:
            waiting += [(_joined(path, name), inner, depth + 1) for name, inner in value.items() if inner]


def _joined(path: str, name: str) -> str:
    key = name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)
    return f"{path}.{key}" if path else key


def _select(path: str, rows: Rows, source: Source, fetched_at: datetime) -> Select | None:
    context = source_context(source, fetched_at.astimezone(source.zone).date(), fetched_at)
    fields = _fields(rows)
    links = _matching(fields, rows, _is_address)
    dates = _matching(fields, rows, lambda value: moment_day(value, source.known_zone, context) is not None)
    titles = _matching(fields, rows, _is_title)
    titles = [name for name in titles if name not in links and name not in dates]
    if not (links and dates and titles):
        return None
    return Select(
        item=path,
        link=max(links, key=lambda name: _distinct(fields[name])),
        title=max(titles, key=lambda name: (bool(_TITLED.search(name)), _distinct(fields[name]), -_mean(fields[name]))),
        date=max(dates, key=lambda name: (bool(_PUBLISHED.search(name)), not _CHANGED.search(name))),
    )


def _fields(rows: Rows) -> dict[str, list[Any]]:
    """Return a mapping from the rows' fields, as JMESPath expressions, to their values.

    Fields of nested objects are included.
    """
    fields: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.items():
            inner = value.items() if isinstance(value, dict) else ()
            for path, each in [(_joined("", name), value), *((_joined(_joined("", name), key), v) for key, v in inner)]:
                if not isinstance(each, dict | list):
                    fields.setdefault(path, []).append(each)
    return fields


def _matching(fields: dict[str, list[Any]], rows: Rows, suits: Callable[[Any], bool]) -> list[str]:
    return [name for name, values in fields.items() if sum(map(suits, values)) >= _SHARE * len(rows)]


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and bool(_ADDRESS.fullmatch(value.strip()[:2000])) and not _FILE.search(value)


def _is_title(value: Any) -> bool:
    return isinstance(value, str) and sum(map(str.isalpha, value[:200])) in _TITLE_LETTERS


def _distinct(values: list[Any]) -> float:
    return len(set(map(str, values))) / len(values)


def _mean(values: list[Any]) -> float:
    return sum(len(str(value)) for value in values) / len(values)
