"""Detection of places where characters were lost through encoding errors. Lost characters are not guessed.

Only runs of `?` before or after a date are removed, because they replace spaces, not text.
"""

import re

from crawler.model.codes import RemovalReason
from crawler.model.reason import Reason
from crawler.reading.scrub.values import Cleaned, Damage, Lines, ScrubLine, Span, cut_spans

_HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
_TIME = r"\d{1,2}:\d\d(?::\d\d)?|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_PADDING = re.compile(
    rf"(?:(?<=[::\s])|^)\?{{3,}}(?=(?:{_TIME}))|(?:(?<=:\d\d)|(?<=[-/.]\d\d)|(?<=[-/.]\d)|(?<=日))\?{{3,}}(?=\s|$)"
)
# Each kind of damage: its name, the characters of which a damaged part contains one, and its pattern.
_FORMS = (
    ("characters that could not be decoded", "\ufffd", re.compile("\ufffd+")),
    ("UTF-8 that was read as GBK", "锟鏈锘锛", re.compile("(?:锟斤拷|锟斤|斤拷锟|鏈烘瀯|锘縚|锛歕)[锟斤拷]{0,200}")),
    ("memory that was never written", "烫屯葺", re.compile("烫{3,}|屯{3,}|葺{4,}")),
    (
        "UTF-8 that was read as Latin-1",
        "ïäåæçèéâ",
        re.compile(r"(?:ï¿½|(?:[äåæçèé][\x80-\xbf\u0152-\u203a]{2}){2,}|â€[\x80-\xbf\u0152-\u2122])+"),
    ),
    (
        "question marks for characters",
        "?",
        re.compile(rf"(?<={_HAN})\?{{2,}}(?={_HAN})|\?{{4,}}"),
    ),
)


def cut_padding(lines: Lines) -> Cleaned:
    """Remove the runs of `?` that replace spaces around dates and times. Return the remaining lines and removals."""
    kept: list[ScrubLine] = []
    removals = []
    for line in lines:
        if "???" not in line.text:
            kept.append(line)
            continue
        spans = [
            Span(match.start(), match.end(), Reason.of(RemovalReason.PADDING)) for match in _PADDING.finditer(line.text)
        ]
        rest, removed = cut_spans(line, spans, "junk")
        removals += removed
        kept += [rest] if rest else []
    return kept, removals


def damage_of(lines: Lines) -> tuple[Damage, ...]:
    """Return the damaged places in the lines, in the order of the lines."""
    text = "".join(line.text for line in lines)
    forms = [(why, pattern) for why, chars, pattern in _FORMS if any(char in text for char in chars)]
    return tuple(
        Damage(line.number, match[0][:40], why)
        for line in lines
        for why, pattern in forms
        for match in pattern.finditer(line.text)
    )
