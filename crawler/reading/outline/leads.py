"""Division of a numbered part into paragraphs with lead sentences (short first sentences that serve as headings).

In the following example, the second and the third line are such paragraphs:

(三)推进规范管理
完善管理规范。制定完善相关管理办法……
加强运行监测。完善运行监测体系……
"""

import re
from typing import NamedTuple

SHORTEST = 4
LONGEST = 24
FLAT_LONGEST = 16
"""Minimum and maximum lengths of a lead sentence in characters.

`FLAT_LONGEST` is the maximum for texts that lost their line breaks. It is lower than the general maximum, because in
such a text only the length identifies a lead sentence.
"""

# Verbs with which headings of measures begin. They separate two headings that were joined when line breaks were lost.
_OPENERS = re.compile(
    "加强|加大|加快|强化|推进|推动|完善|健全|建立|构建|优化|提升|提高|深化|实施|落实|抓好|做好|支持"
    "|鼓励|促进|扩大|拓展|培育|开展|发挥|创新|统筹|打造|严格|规范|引导|营造"
)
_SENTENCE = re.compile(r"[^。!?]*[。!?]?")
_FLAT_LEAD = re.compile(rf"[^\s,;:、()\d。!?]{{{SHORTEST},{FLAT_LONGEST}}}。")
_LEAD = re.compile(rf"[^\s;:()。!?]{{{SHORTEST},{LONGEST}}}。")


class LeadSentence(NamedTuple):
    """A paragraph from index `start` to `end`, whose lead sentence extends from `start` to `heading_end`.

    The lead sentence is used as the heading of the paragraph, without its full stop.
    """

    start: int
    heading_end: int
    end: int


def split_leads(folded: str, start: int, end: int, *, flat: bool) -> tuple[LeadSentence, ...]:
    """Return the paragraphs with lead sentences between `start` and `end`, or an empty tuple if there are too few.

    The first paragraph and at least two thirds of all paragraphs must begin with a lead sentence. A paragraph without a
    lead sentence is added to the preceding paragraph. If the text lost its line breaks (`flat`), a paragraph begins at
    each short sentence without a comma.
    """
    starts = _flat_starts(folded, start, end) if flat else _line_starts(folded, start, end)
    if len(starts) < 2 or folded[start : starts[0][0]].strip():
        return ()
    ends = [start for start, _ in starts[1:]] + [end]
    return tuple(LeadSentence(at, heading, until) for (at, heading), until in zip(starts, ends, strict=True))


def split_joined_heading(folded: str, heading_start: int, heading_end: int, end: int) -> tuple[LeadSentence, ...]:
    """Return the paragraphs of a part whose heading and first lead sentence are not separated, or an empty tuple.

    Example: in `(三)推进规范管理完善管理规范。制定……加强运行监测。完善……`, the heading is `推进规范管理` and the first
    lead sentence is `完善管理规范。`. The first paragraph begins at the last verb that often begins headings (完善 in
    the example).

    `heading_start` and `heading_end` are the start and end index of the heading and the first lead sentence together.
    `end` is the end of the part. The part is split only if its later paragraphs begin with lead sentences.
    """
    starts = _flat_starts(folded, heading_end, end)
    openers = [heading_start + match.start() for match in _OPENERS.finditer(folded[heading_start:heading_end])]
    fitting = [at for at in openers if at - heading_start >= SHORTEST and heading_end - 1 - at >= SHORTEST]
    if not starts or not fitting or folded[heading_end - 1] != "。":
        return ()
    starts = [(fitting[-1], heading_end - 1), *starts]
    ends = [start for start, _ in starts[1:]] + [end]
    return tuple(LeadSentence(at, heading, until) for (at, heading), until in zip(starts, ends, strict=True))


def _line_starts(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    paragraphs = 0
    for match in re.finditer(r"[^\n]+", folded[start:end]):
        line = match[0].strip()
        if not line:
            continue
        paragraphs += 1
        at = start + match.start() + len(match[0]) - len(match[0].lstrip())
        lead = _LEAD.match(line)
        if lead and len(line) >= 2 * lead.end():
            found.append((at, at + lead.end() - 1))
    return found if 3 * len(found) >= 2 * paragraphs else []


def _flat_starts(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    after_lead = False
    for match in _SENTENCE.finditer(folded, start, end):
        words = match[0].strip()
        if not words:
            continue
        is_lead = _FLAT_LEAD.fullmatch(words) is not None and not after_lead
        if is_lead:
            at = match.start() + len(match[0]) - len(match[0].lstrip())
            found.append((at, at + len(words) - 1))
        after_lead = is_lead
    # A short sentence at the end has no paragraph after it.
    return found[:-1] if after_lead else found
