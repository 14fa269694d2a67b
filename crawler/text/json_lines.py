"""Escaping of control, bidirectional and invisible characters in JSON, so that a terminal can print the JSON safely."""

import re

_OBEYED = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
"""Matches C1 controls, bidirectional marks, invisible characters and lone surrogates; JSON escapes only C0 controls."""


def escape_controls(line: str) -> str:
    """Return a line of JSON in which control and invisible characters are written as `\\uXXXX` escapes."""
    return _OBEYED.sub(lambda found: _escaped(found[0]), line)


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
