"""Extraction of the headings of numbered parts: the words between the number and the text of a part."""

import re
from typing import NamedTuple

from crawler.reading.outline.markers import ARTICLE, Marker

RUN_IN = 32
WITH_COMMA = 24
BEFORE_COLON = 20
LINE = 50
LATIN_LINE = 120
"""Maximum lengths of a heading in characters.

The limit depends on the position of the heading: before a full stop or a space (`RUN_IN`), before a full stop if the
heading contains a comma (`WITH_COMMA`), before a colon (`BEFORE_COLON`), on a separate line (`LINE`), on a separate
line in Latin script (`LATIN_LINE`).
"""

_SENTENCE_END = re.compile(r"[。!?;]")
_COMMA = re.compile(r"[,;:。]")
_OPENING = "(《“「『"
_CLOSING = ")》”」』"
_NAMED = re.compile(r"\(([^(),、。;:]{1,15})\)")
# Words at the beginning of a legal rule, or within it. A rule is text and not a heading.
_RULE = re.compile(r"本(?!地|土|市|省|级|科)|凡|对于|应当|不得|必须")
_ENCLOSED = re.compile(r"^[(（【〔\[]([^()（）【】〔〕\[\]]+)[)）】〕\]]$")
_UNITS = re.compile(r"\((?:责任|牵头|配合)(?:单位|部门)\s?:")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPACED_OUT = re.compile(r"\S( +\S)+")
_LATIN_RUN_IN = re.compile(r"((?:[^\s.:;]+[ \n]){0,9}[^\s.:;]+)[.:](?= +\S| *[\u2013\u2014])")


class Heading(NamedTuple):
    """The heading of a numbered part, and its start and end index in the text.

    `text` is None if the part has no heading. `end` is the index at which the text after the heading begins.
    """

    text: str | None
    start: int
    end: int


def read_heading(text: str, folded: str, marker: Marker, end: int, *, parent: bool) -> Heading:
    """Return the heading of the part that begins with `marker`, read from `text` between `marker` and `end`.

    A heading is on a separate line, or ends at the first full stop or colon. If line breaks were lost, it may also end
    at the first space. The heading of an article must be in brackets or on a separate line. `folded` is the folded form
    of `text`; `parent` means that the part contains other parts.
    """
    start = marker.end
    while start < end and folded[start] in " .、:-\u2013\u2014*":
        start += 1
    if start < end and folded[start] == "\n":
        start = next((at for at in range(start, end) if folded[at] not in " \n"), end)
    body = folded[start:end]
    line = body.partition("\n")[0].rstrip(" *")
    rest = body[len(line) :].strip(" *\n") != ""
    if units := _UNITS.search(line):
        line = line[: units.start()].rstrip()
        rest = True
    if not line:
        return Heading(None, start, start)
    if not _HAN.search(line):
        length = _latin(line, body, alone=parent or rest)
    elif marker.rank == ARTICLE:
        length = _of_article(line, alone=rest)
    else:
        length = _han(line, alone=parent or rest, structural=marker.rank < ARTICLE)
    if not length:
        return Heading(None, start, start)
    return Heading(_cleaned(text[start : start + length]), start, start + length)


def _cleaned(heading: str) -> str | None:
    heading = heading.strip(" \u3000\xa0\n*。:：;；,，.")
    heading = _ENCLOSED.sub(r"\1", heading)
    if _SPACED_OUT.fullmatch(heading.replace("\u3000", " ")) and all(len(part) == 1 for part in heading.split()):
        heading = "".join(heading.split())  # 总　　则
    return re.sub(r"(?<!\s)\s*\n\s*", "", heading) or None


def _of_article(line: str, *, alone: bool) -> int:
    if named := _NAMED.match(line):
        return named.end()
    return len(line) if alone and len(line) <= RUN_IN and not _COMMA.search(line) else 0


def _latin(line: str, body: str, *, alone: bool) -> int:
    if found := _LATIN_RUN_IN.match(line):
        return found.end()
    ended = line.endswith((".", ";", ",")) or len(line) > LATIN_LINE
    return 0 if ended or not (alone or len(body.split()) <= 12) else len(line)


def _han(line: str, *, alone: bool, structural: bool) -> int:
    """Return the length of the heading with which a line of Chinese text begins, or 0 if there is none.

    `alone` means that the heading may be the whole line. `structural` means that the part is a chapter or the like.
    """
    gap = _first_gap(line)
    stop = _SENTENCE_END.search(line)
    at = stop.start() if stop else len(line)
    if structural and stop is None:
        return len(line)
    if 0 < gap < at and gap <= RUN_IN and not _outer_comma(line[:gap]) and _is_text(line[gap:]):
        return gap
    if colon := _before_colon(line[:at]):
        return colon
    if stop is None:
        return len(line) if len(line) <= LINE else 0
    if line[at] == ";" or _states(line[:at]) or at > (WITH_COMMA if "," in line[:at] else RUN_IN):
        return 0
    return at + 1 if line[at + 1 :].strip() or alone else 0


def _first_gap(line: str) -> int:
    """Return the index of the first space outside brackets that is not between two ASCII characters, or -1."""
    depth = 0
    for at, char in enumerate(line[: RUN_IN + 1]):
        depth += (char in _OPENING) - (char in _CLOSING)
        if char == " " and depth <= 0 and at > 1 and not (line[at - 1].isascii() and line[at + 1 : at + 2].isascii()):
            return at
    return -1


def _outer_comma(words: str) -> bool:
    return bool(_COMMA.search(re.sub(r"\([^()]*\)", "", words)))


def _is_text(words: str) -> bool:
    return len(words) > RUN_IN or _SENTENCE_END.search(words) is not None


def _states(words: str) -> bool:
    found = _RULE.search(words)
    return found is not None and (found.start() == 0 or len(found[0]) > 1)


def _before_colon(words: str) -> int:
    at = words.find(":")
    return at + 1 if 1 < at <= BEFORE_COLON and "," not in words[:at] and words[at + 1 :].strip() else 0
