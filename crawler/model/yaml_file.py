"""YAML files as plain data, with the line of each field.

YAML 1.2, in which `on` and `no` are words: the configuration has a field `on`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq, TaggedScalar
from ruamel.yaml.error import MarkedYAMLError, YAMLError

SIZE_LIMIT = 4 * 1024 * 1024
NODE_LIMIT = 500_000
"""Values a file may hold, aliases counted as often as they are used."""
Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a configuration file."""

    file: str
    line: int | None
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class ConfigError(Exception):
    """The configuration is wrong; `faults` say where and how."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Document:
    """The plain data of a YAML file, and the line of each field."""

    file: str
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int | None:
        """The line (from 1) of the field, or of the nearest field around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path)

    def fault(self, path: Path_, message: str) -> Fault:
        """A fault at a field."""
        name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        return Fault(self.file, self.line(path), name, message)


def read_yaml(path: Path) -> Document:
    """The file as plain data. Raises ConfigError when it cannot be read or is no YAML."""
    try:
        raw = path.read_bytes()
        if len(raw) > SIZE_LIMIT:
            raise ConfigError([Fault(str(path), None, "", f"larger than {SIZE_LIMIT} bytes")])
        loaded = YAML(typ="rt").load(StringIO(raw.decode("utf-8-sig")))
    except OSError as error:
        raise ConfigError([Fault(str(path), None, "", error.strerror or str(error))]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(str(path), None, "", "the file is not UTF-8 text")]) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = _problem(error)
        raise ConfigError([Fault(str(path), mark.line + 1 if mark else None, "", f"no YAML: {message}")]) from error
    except (YAMLError, RecursionError) as error:
        raise ConfigError([Fault(str(path), None, "", f"no YAML: {' '.join(str(error).split())[:200]}")]) from error
    except ValueError as error:
        raise ConfigError([Fault(str(path), None, "", "no YAML: a value is not of the type of its tag")]) from error
    document = Document(str(path), None)
    document.data = _plain(loaded, (), document)
    return document


def _problem(error: MarkedYAMLError) -> str:
    """What is wrong, without the values that the parser repeats: one may be a secret."""
    message = " ".join(str(error.problem or error.context).split())
    message = re.sub(r'" with value .*', '"', message)
    return re.sub(r"(alias|anchor|tag|tag handle) (['\"]).*", r"\1", message)


def _plain(node: Any, path: Path_, document: Document) -> Any:
    if len(document.lines) > NODE_LIMIT or len(path) > 50:
        raise ConfigError([Fault(document.file, None, "", "too many or too deeply nested values")])
    if isinstance(node, CommentedMap):
        document.lines.setdefault(path, node.lc.line + 1)
        for key in node:
            mark = node.lc.data.get(key) if node.lc.data else None
            document.lines[(*path, str(key))] = (mark[0] if mark else node.lc.line) + 1
        return {str(key): _plain(value, (*path, str(key)), document) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        document.lines.setdefault(path, node.lc.line + 1)
        for index in range(len(node)):
            mark = node.lc.data.get(index) if node.lc.data else None
            document.lines[(*path, index)] = (mark[0] if mark else node.lc.line) + 1
        return [_plain(value, (*path, index), document) for index, value in enumerate(node)]
    if isinstance(node, date):
        return node.isoformat()  # a text, as it would be in JSON
    if isinstance(node, TaggedScalar):
        raise ConfigError([document.fault(path, "a tag (`!…`) that is not known; quote the text if it begins so")])
    # Strings come as subclasses that remember their quotes.
    return str(node) if isinstance(node, str) else node
