"""A class that replaces references to environment variables and files in the settings by their values."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.model.yaml_file import Document, Fault, Path_
from monitor.text.i18n import gettext
from monitor.text.phrases import os_reason

_VARIABLE = re.compile(r"\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?|file:([^{}]+))\}")
_LEFT = re.compile(r"\$\{")
_BARE = re.compile(r"\$(?=[A-Za-z_(])")
_FOREIGN = re.compile(r"\{\{[^{}]*\}\}|<[A-Za-z_]\w*>|%(?![0-9A-Fa-f]{2})[A-Za-z_]\w*%")
"""Placeholders of other programs: `{{ NAME }}`, `<NAME>` and `%NAME%`. None of them is valid in a URL."""
_ADDRESSES = (("database",), ("channels",), ("heartbeat",))
_SECRET_LIMIT = 64 * 1024
"""Maximum size, in bytes, of a file whose content is substituted."""


class Interpolator:
    """A class that replaces references to environment variables and files by their values.

    The variables are those in `environment`. All inserted values are added to the set `taken`, because they may be
    secret.
    """

    def __init__(self, document: Document, environment: Mapping[str, str]) -> None:
        self._document = document
        self._environment = environment
        self.faults: list[Fault] = []
        self.taken: set[str] = set()
        self.defaults: list[Fault] = []
        """Warnings about defaults that are used in place of unset variables."""

    def interpolate(self, node: Any, path: Path_) -> Any:
        """Return the data with each `${NAME}`, `${NAME:-default}` and `${file:PATH}` replaced by its value.

        `path` is the position of the data in the settings. Invalid references are added to `faults`.
        """
        if isinstance(node, dict):
            return {key: self.interpolate(value, (*path, key)) for key, value in node.items()}
        if isinstance(node, list):
            return [self.interpolate(item, (*path, place)) for place, item in enumerate(node)]
        if not isinstance(node, str):
            return node
        rest = _VARIABLE.sub("", node)
        if _LEFT.search(rest):
            message = gettext("invalid `${…}`; write `${NAME}`, `${NAME:-default}` or `${file:PATH}`")
            self.faults.append(self._document.fault(path, message))
        elif path[:1] in _ADDRESSES and _BARE.search(rest):
            message = gettext(
                "there is a `$` before a name; write `${NAME}` for a variable, and `%24` for a `$` in a URL"
            )
            self.faults.append(self._document.fault(path, message))
        elif path[:1] in _ADDRESSES and _FOREIGN.search(rest):
            message = gettext("this placeholder is not replaced; write `${NAME}` for a variable")
            self.faults.append(self._document.fault(path, message))
        return _VARIABLE.sub(lambda found: self._value(found[1], found[2], found[3], path), node)

    def _value(self, name: str | None, default: str | None, file: str | None, path: Path_) -> str:
        if name is not None and default is not None and not self._environment.get(name, "").strip():
            message = gettext("the environment variable {name} is not set; its default is used", name=name)
            self.defaults.append(self._document.fault(path, message))
            if default:
                self.taken.add(default)
            return default
        try:
            value = self._variable(name) if name is not None else self._read(str(file))
        except ValueError as error:
            self.faults.append(self._document.fault(path, str(error)))
            return ""
        self.taken.add(value)
        return value

    def _variable(self, name: str) -> str:
        """Return the value of an environment variable.

        Raises ValueError if the variable is not set or is empty, or if its value is not UTF-8 text.
        """
        if name not in self._environment:
            raise ValueError(gettext("the environment variable {name} is not set", name=name))
        value = self._environment[name]
        if not value.strip():
            raise ValueError(
                gettext("the environment variable {name} is empty; `${{{name}:-}}` allows an empty value", name=name)
            )
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(gettext("the environment variable {name} is not UTF-8 text", name=name)) from None
        return value

    def _read(self, name: str) -> str:
        """Return the only line of a file. `name` is a path relative to the folder of the settings.

        Raises ValueError if the file cannot be used. The message names the file but never quotes its content.
        """
        path = Path(self._document.file).parent / name
        try:
            if path.exists() and not path.is_file():
                raise ValueError(gettext("{path} is not a file", path=path))
            with path.open("rb") as opened:
                raw = opened.read(_SECRET_LIMIT + 1)
        except OSError as error:
            raise ValueError(
                gettext("the file {path} cannot be read: {reason}", path=path, reason=os_reason(error))
            ) from error
        if len(raw) > _SECRET_LIMIT:
            raise ValueError(gettext("the file {path} is larger than {limit} bytes", path=path, limit=_SECRET_LIMIT))
        try:
            text = raw.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise ValueError(gettext("the file {path} is not UTF-8 text", path=path)) from None
        if not text.strip() or not text.isprintable():
            raise ValueError(gettext("the file {path} must contain exactly one line of text", path=path))
        return text
