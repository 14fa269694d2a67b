"""Functions that change single entries in the text of a YAML file and keep all other text, including comments.

Every change is checked: the new text must contain exactly the intended data. Pure functions; no I/O.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from crawler.model.yaml_file import ConfigError, parse_yaml
from monitor.text.i18n import gettext

_WORD = re.compile(r"[^\W\d_][\w-]*")
"""Strings that need no quotes, except the following words, which are not strings in some versions of YAML."""
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
Fields = Mapping[str, Any]


class EntryTextError(Exception):
    """An entry cannot be changed, because the file has a layout that is not supported, or the entry does not exist."""


@dataclass(frozen=True)
class _Splice:
    """A replacement of the characters from index `start` to `end` (exclusive) by `text`."""

    start: int
    end: int
    text: str


def entries_in(text: str) -> list[dict[str, Any]]:
    """Return the entries in the text of a YAML file. Raise EntryTextError if the text does not contain a list."""
    try:
        data = parse_yaml(Path("web.yaml"), text).data
    except ConfigError as error:
        raise EntryTextError(error.faults[0].message) from error
    entries = [] if data is None else data
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise EntryTextError(gettext("expected a list: entries that begin with `- `"))
    return entries


def with_entry(text: str, name: str, fields: Fields) -> str:
    """Return the text after changing the entry whose id is `name`. The entry then has the values in `fields`.

    Its other fields are unchanged. If there is no such entry, it is added at the end. Raise EntryTextError if the
    layout is not supported.
    """
    old = entries_in(text)
    place = _place(old, name)
    if place is None:
        expected = [*old, {"id": name, **fields}]
        changed = _appended(text, {"id": name, **fields})
    else:
        updates = {key: value for key, value in fields.items() if key not in old[place] or old[place][key] != value}
        expected = [*old[:place], {**old[place], **updates}, *old[place + 1 :]]
        changed = _spliced(text, list(_updates(text, _items(text)[place], updates)))
    return _checked(changed, expected)


def without_entry(text: str, name: str) -> str:
    """Return the text after removing the entry whose id is `name`. Comments outside of the entry are kept.

    Raise EntryTextError if there is no such entry, or if the layout is not supported.
    """
    old = entries_in(text)
    place = _place(old, name)
    if place is None:
        raise EntryTextError(gettext("no entry has the id {name}", name=repr(name)))
    node = _items(text)[place]
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    if text[start : node.start_mark.index].strip() != "-":
        raise EntryTextError(gettext("the entry does not begin on a new line"))
    end = min(_line_end(text, _end(text, node)) + 1, len(text))
    return _checked(text[:start] + text[end:], [*old[:place], *old[place + 1 :]])


def _place(entries: Sequence[Fields], name: str) -> int | None:
    return next((place for place, entry in enumerate(entries) if entry.get("id") == name), None)


def _checked(text: str, expected: Sequence[Fields]) -> str:
    """Return the text if it contains exactly the expected entries, or else raise EntryTextError."""
    if entries_in(text) != list(expected):
        raise EntryTextError(gettext("the layout of the file is not supported"))
    return text


def _root(text: str) -> Any:
    import yaml

    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise EntryTextError(gettext("the notation of the file is not supported")) from error


def _items(text: str) -> list[Any]:
    """Return the YAML nodes of the entries. A node states the position of the entry in the text."""
    root = _root(text)
    if root is None or root.flow_style:
        raise EntryTextError(
            gettext("a list in brackets cannot be edited here; write each entry on a new line that begins with `- `")
        )
    return list(root.value)


def _appended(text: str, fields: Fields) -> str:
    root = _root(text)
    if root is not None and root.flow_style:
        raise EntryTextError(
            gettext("a list in brackets cannot be edited here; write each entry on a new line that begins with `- `")
        )
    margin = " " * (root.start_mark.column if root is not None else 0)
    lines = [f"{key}: {_written(value)}" for key, value in fields.items()]
    entry = f"{margin}- " + f"\n{margin}  ".join(lines) + "\n"
    start = text.rstrip("\n")
    return f"{start}\n\n{entry}" if start else entry


def _updates(text: str, node: Any, updates: Fields) -> Iterator[_Splice]:
    """Yield the replacements in the text that set fields of an entry to new values. Missing fields are added.

    `node` is the YAML node of the entry, and `updates` contains the new values by field.
    """
    nodes = {key.value: value for key, value in node.value}
    margin = " " * node.value[0][0].start_mark.column
    for key, value in updates.items():
        if key in nodes:
            yield from _replaced(text, nodes[key], value, margin)
    added = {key: value for key, value in updates.items() if key not in nodes}
    end = _end(text, node.value[-1][1])
    if node.flow_style:
        yield _Splice(end, end, "".join(f", {key}: {_written(value)}" for key, value in added.items()))
    else:
        line_end = _line_end(text, end)
        yield _Splice(
            line_end, line_end, "".join(f"\n{margin}{key}: {_written(value)}" for key, value in added.items())
        )


def _replaced(text: str, node: Any, value: Any, margin: str) -> Iterator[_Splice]:
    start = node.start_mark.index
    end = _end(text, node)
    space = " " if text[start - 1 : start] == ":" else ""
    yield _Splice(start, end, space + _written(value))
    line_end = _line_end(text, end)
    comments = "".join(f"\n{margin}{comment}" for comment in _comments(text, node))
    yield _Splice(line_end, line_end, comments)


def _comments(text: str, node: Any) -> list[str]:
    """Return the comments inside a list or mapping. They would be lost if its text were replaced."""
    places = [(node.start_mark.index, node.start_mark.index)]
    places += [(leaf.start_mark.index, leaf.end_mark.index) for leaf in _leaves(node)]
    places.append((_end(text, node), 0))
    if len(places) == 3 and places[1][0] == places[0][0]:
        return []  # a scalar
    gaps = [text[before[1] : after[0]] for before, after in pairwise(places)]
    return [found.strip() for gap in gaps for found in re.findall(r"#[^\n]*", gap)]


def _leaves(node: Any) -> Iterator[Any]:
    if isinstance(node.value, str):
        yield node
        return
    for inner in node.value:
        for part in inner if isinstance(inner, tuple) else (inner,):
            yield from _leaves(part)


def _end(text: str, node: Any) -> int:
    """Return the index after the last character of a YAML node. Comments and blank lines after it are not included."""
    if isinstance(node.value, str):
        end: int = node.end_mark.index
        return len(text[:end].rstrip()) if node.style in ("|", ">") else end
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(text, last[1] if isinstance(last, tuple) else last)


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return found if found >= 0 else len(text)


def _spliced(text: str, splices: Sequence[_Splice]) -> str:
    # Edits are applied from the end to the beginning. At the same place, the first edit is applied last.
    for splice in sorted(splices, key=lambda splice: splice.start)[::-1]:
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


def _written(value: Any) -> str:
    """Return a value as YAML on a single line."""
    match value:
        case str():
            return _quoted(value)
        case bool() | int() | None:
            return json.dumps(value)
        case Mapping():
            return "{" + ", ".join(f"{_quoted(key)}: {_written(inner)}" for key, inner in value.items()) + "}"
        case _:
            return "[" + ", ".join(map(_written, value)) + "]"


def _quoted(text: str) -> str:
    if _WORD.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped)
