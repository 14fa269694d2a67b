"""Fast reader of YAML in plain notation, based on libyaml. It is twenty times as fast as `round_trip`.

`read_plain` returns None if the text contains errors, or notation that is rare in a configuration: anchors, tags,
directives, or unusual forms of numbers. Such texts must be parsed by `round_trip`, because users see its error
messages.
"""

import re
from contextlib import suppress
from datetime import date
from typing import Any

from crawler.model.faults import NODE_LIMIT

Path = tuple[str | int, ...]
DEPTH_LIMIT = 50
_OUTER = 3
"""The number of nested parser events that enclose the values inside the outermost value.

They are the events of the stream, the document and the outermost value.
"""
_DISPUTED = re.compile("[\t\r\x85\u2028\u2029\ufeff]")
"""Matches line breaks and spaces that YAML versions treat differently."""
_BLOCK = re.compile(r"[|>][-+]? *\n")
"""Matches a block scalar header that both parsers treat the same way if the first line of the block is text."""
_WORDS = {"": None, "~": None} | dict.fromkeys(("null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_INTEGER = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_OTHER = re.compile(
    r"[-+]?(?:0[bxo]?[0-9a-fA-F_]+|[0-9_.]+(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF|nan|NaN|NAN))"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|<<|=|[!&*].*"
)
"""Matches plain scalars that are possibly not strings in YAML 1.2."""


class _UnusualError(Exception):
    """The text must be parsed by the complete parser, `round_trip`."""


def read_plain(text: str) -> tuple[Any, dict[Path, int]] | None:
    """Return the data in a YAML text and the line number (counted from 1) of each value.

    Return None if the text must be parsed by the complete parser, `round_trip`.
    """
    if _DISPUTED.search(text):
        return None
    try:
        from yaml import YAMLError
        from yaml.cyaml import CParser
    except ImportError:  # built without libyaml
        return None
    try:
        reader = _Reader(text, CParser(text))
        return reader.document(), reader.lines
    except (_UnusualError, YAMLError, ValueError):
        return None


def exceeds_limits(text: str) -> bool:
    """Return whether a YAML text has more than NODE_LIMIT values or is nested too deeply for the parser `round_trip`.

    `round_trip` takes minutes for some of these texts. An alias counts as one value. If the text is not valid YAML,
    only the part before the error is checked, because `round_trip` reports the error.
    """
    try:
        from yaml import YAMLError
        from yaml.cyaml import CParser
    except ImportError:  # built without libyaml
        return False
    depth = 0
    parser = CParser(text)
    with suppress(YAMLError):
        for _ in range(2 * NODE_LIMIT):
            kind = type(parser.get_event()).__name__
            depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
            if depth > _OUTER + DEPTH_LIMIT:
                return True
            if kind == "StreamEndEvent":
                return False
        return True
    return False


class _Reader:
    """A reader that builds the data of one YAML document from the events of libyaml's parser.

    `lines` contains the line number of each value.
    """

    def __init__(self, text: str, parser: Any) -> None:
        self._text = text
        self._parser = parser
        self.lines: dict[Path, int] = {}

    def document(self) -> Any:
        """Return the data in the only document of the text, or None if the text is empty."""
        self._next("StreamStartEvent")
        if type(self._parser.peek_event()).__name__ == "StreamEndEvent":
            return None
        start = self._next("DocumentStartEvent")
        if start.explicit:
            raise _UnusualError
        data = self._value(self._parser.get_event(), ())
        self._next("DocumentEndEvent")
        self._next("StreamEndEvent")
        return data

    def _next(self, kind: str) -> Any:
        event = self._parser.get_event()
        if type(event).__name__ != kind:
            raise _UnusualError
        return event

    def _value(self, event: Any, path: Path) -> Any:
        kind = type(event).__name__
        if kind == "AliasEvent" or event.anchor or event.tag or len(path) > DEPTH_LIMIT:
            raise _UnusualError
        if kind == "ScalarEvent":
            return self._scalar(event)
        self.lines.setdefault(path, event.start_mark.line + 1)
        return self._mapping(path) if kind == "MappingStartEvent" else self._sequence(path)

    def _scalar(self, event: Any) -> Any:
        block = event.style in ("|", ">")
        if block and not (_BLOCK.match(self._text, event.start_mark.index) and event.value[:1] not in "\n #"):
            raise _UnusualError
        return event.value if event.style else _resolved(event.value)

    def _mapping(self, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while type(event := self._parser.get_event()).__name__ != "MappingEndEvent":
            if type(event).__name__ != "ScalarEvent":
                raise _UnusualError
            key = self._value(event, path)
            if not isinstance(key, str) or key in data:
                raise _UnusualError
            self.lines[(*path, key)] = event.start_mark.line + 1
            value = self._parser.get_event()
            # `"a":b`, without a space, is a key for one parser and an error for the other.
            if event.style and value.start_mark.index <= event.end_mark.index + 1:
                raise _UnusualError
            data[key] = self._value(value, (*path, key))
        return data

    def _sequence(self, path: Path) -> list[Any]:
        data: list[Any] = []
        while type(event := self._parser.get_event()).__name__ != "SequenceEndEvent":
            inner = (*path, len(data))
            self.lines[inner] = event.start_mark.line + 1
            data.append(self._value(event, inner))
        return data


def _resolved(word: str) -> Any:
    """Return the value of a plain scalar according to YAML 1.2. A date remains a string, as it would be in JSON."""
    if word in _WORDS:
        return _WORDS[word]
    if _INTEGER.fullmatch(word):
        return int(word)
    if _DECIMAL.fullmatch(word):
        return float(word)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        return date.fromisoformat(word).isoformat()
    if _OTHER.fullmatch(word):
        raise _UnusualError
    return word
