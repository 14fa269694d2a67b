"""Attachments (附件) to which the page links or which the text names (GB/T 9704-2012, 7.3.4)."""

import re
from itertools import pairwise

from crawler.model.notice import Attachment
from crawler.reading.metadata.folded import FoldedLine, fold_chars, tidy
from crawler.reading.metadata.layout import HeadLayout

_HEAD = re.compile(r"^附\s{0,3}件\s{0,3}(?P<first>\d{0,2})\s{0,3}:\s{0,3}(?P<name>.*)$")
_ITEM = re.compile(r"^(?P<number>\d{1,2})\s{0,2}[.、]\s{0,3}(?P<name>.*)$")
_SEAM = re.compile(r"(?<=[^\s\d.])\s+(?=\d{1,2}\s?[.、]\s?[^\d])|(?<=[^\s\d.])(?=(?:[2-9]|1\d)[.、][\u4e00-\u9fff])")
_LONGEST = 120


def attachments_of(layout: HeadLayout, linked: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    """Return the attachments in `linked`, followed by attachments that only the text names.

    The latter have an empty `url`.
    """
    found = list(linked)
    known = {_key(attachment.name) for attachment in linked}
    for name in _named(layout.lines):
        key = _key(name)
        if key and not any(key in other or (other and other in key) for other in known):
            known.add(key)
            found.append(Attachment(name=name, url=""))
    return tuple(found)


def _key(name: str) -> str:
    return re.sub(r"[\W_]|(?:docx?|xlsx?|pdf|wps|zip|rar|ofd|et)$", "", fold_chars(name).lower())


def _named(lines: tuple[FoldedLine, ...]) -> list[str]:
    for place, line in enumerate(lines):
        head = _HEAD.match(line.folded) if len(line.folded) < 2000 else None
        if not head:
            continue
        names: list[str] = []
        rest = line.cut(head.start("first" if head["first"] else "name"))
        for part in [*_parts(rest), *(part for other in lines[place + 1 : place + 40] for part in _parts(other))]:
            item = _ITEM.match(part.folded)
            if item and (not item["number"] or int(item["number"]) == len(names) + 1):
                names.append(tidy(part.text[item.start("name") :]))
            elif names and not names[-1]:
                names[-1] = tidy(part.text)
            elif not names and part.text and not item:
                return [tidy(part.text)] if len(part.text) <= _LONGEST and "。" not in part.folded else []
            elif names:
                break
        if names:
            return [name for name in names if name and len(name) <= _LONGEST]
    return []


def _parts(line: FoldedLine) -> list[FoldedLine]:
    cuts = [0, *(match.end() for match in _SEAM.finditer(line.folded)), len(line.folded)]
    return [line.cut(start, end) for start, end in pairwise(cuts) if end > start]
