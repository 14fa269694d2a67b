"""Removal of hard line breaks within paragraphs, as in e-mails and text files."""

import re
from itertools import pairwise

NARROWEST = 20
WIDEST = 120
"""The minimum and maximum number of characters that a hard-wrapped text's longest line may have."""
ENOUGH = 6
FORCED = 0.6
"""ENOUGH is the minimum number of line breaks between non-blank lines, and FORCED is the minimum share of forced
breaks.
"""

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[!-~\u00a1-\u024f]+|\S")


def unwrap(text: str) -> str:
    """Return a text without its hard line breaks, so that each paragraph is one line.

    A text that is not hard-wrapped is returned unchanged. A line break is removed if the first word of the next line
    (in Chinese, the first character) would not have fitted on the line before it. Line breaks before blank and indented
    lines are kept.
    """
    lines = [line.rstrip() for line in text.splitlines()]
    width = max(map(len, lines), default=0)
    if not NARROWEST <= width <= WIDEST:
        return text
    forced = [_is_forced(line, after, width) for line, after in zip(lines, [*lines[1:], ""], strict=True)]
    breaks = sum(1 for line, after in pairwise(lines) if line and after)
    if breaks < ENOUGH or sum(forced) < FORCED * breaks:
        return text
    space = "" if _HAN.search(text) else " "
    joined: list[str] = []
    for line, is_forced in zip(lines, forced, strict=True):
        joined.append(line if not joined or joined[-1].endswith("\n") else line.lstrip())
        joined.append(space if is_forced else "\n")
    return "".join(joined)


def _is_forced(line: str, after: str, width: int) -> bool:
    word = _WORD.search(after)
    if not line or word is None or after.startswith(("\u3000", "  ")):
        return False
    space = 1 if word[0].isascii() and line[-1].isascii() else 0
    return len(line) + space + len(word[0]) > width
