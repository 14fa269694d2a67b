"""Faults of configuration files. This module is separate from the YAML readers because it must import quickly."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

NODE_LIMIT = 500_000
"""The maximum number of values in a file. A value with aliases is counted once for each use."""
Path_ = tuple[str | int, ...]


def field_name(path: Path_) -> str:
    """Return a field's name as messages show it, such as `channels.desk.url` or `[2].topics`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


@dataclass(frozen=True)
class Fault:
    """A fault in a configuration file.

    `line` is None if the line is unknown. `field` is a name as returned by `field_name`, or empty if the fault does not
    belong to a field. `message` describes the fault.
    """

    file: str
    line: int | None
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class ConfigError(Exception):
    """The configuration is invalid. `faults` contains the position and the reason of each fault."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Document:
    """The plain data of a YAML file, with the line number of each field."""

    file: str
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int | None:
        """Return the line number (from 1) of the field at `path` or, if the field is missing, of its parent."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path)

    def fault(self, path: Path_, message: str) -> Fault:
        """Return a fault for the field at `path`."""
        return Fault(self.file, self.line(path), field_name(path), message)
