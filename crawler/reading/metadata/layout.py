"""Division of a document into head (版头, title, addressees), body and signature with date (GB/T 9704-2012).

A text that lost its line breaks is split into lines at the ends of the parts that the standard defines: after the
document number, after the title, after the colon that ends the addressees, and before and after the signature.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from crawler.reading.metadata.days import WRITTEN, date_of
from crawler.reading.metadata.folded import FoldedLine
from crawler.reading.metadata.number import numbers_in
from crawler.reading.metadata.organs import is_organs, organs_at_end

FLAT = 200
"""Maximum length of a normal line in characters. Longer lines are searched for places where line breaks were lost."""
_HEAD_CHARS = 1200
_HEAD_LINES = 60
_ADDRESSEE_END = (
    r"(?:单位|部门|政府|机构|委员会|[厅局部委办院校署司处所站队社会行县市区]|企业|公司|学校|大学|协会|组织|集团|中心|同志|专家|领导小组|兵团|负责人)"
    r"(?:\([^()]{1,40}\))?"
)
_ORDER = re.compile(
    r"[一-龥\s]{2,60}令\s{0,4}\(?(?:〔\d{4}〕)?\s?第\s{0,3}(?:\d{1,4}|[一二三四五六七八九十百〇零]{1,5})\s{0,3}号\)?"
)
_SIGNER = re.compile(r"(?:总理|主席|部长|省长|市长|县长|区长|州长|主任|局长|署长|院长|行长)\s*[一-龥]\s?[一-龥]{1,3}$")
_BREAKS = (
    re.compile(r"(?<=\d号)(?=(?:各|有关|关于|[一-龥]{2,40}(?:关于|印发)|[一-龥]{2,12}(?:人民政府|厅|局|委|部)[,、:]))"),
    re.compile(r"(?<=\s(?:通知|意见|批复|决定))(?=(?:各|有关)[一-龥])"),
    re.compile(
        r"(?<=的(?:通知|意见|批复|复函|决定|通报))(?=(?:各|有关|[一-龥]{2,12}(?:人民政府|厅|局|委|部|公司)[,、:(]))"
    ),
)
_TITLE_BEFORE_NUMBER = re.compile(
    r"(?<=[通意决批复通公][知见定复函报告])(?=[一-龥]{1,8}[〔\[(](?:19|20)\d\d[〕\])]\s?第?\d{1,4}号$)"
)
_COLON = re.compile(rf"{_ADDRESSEE_END}\s?:(?=\s*[^\s\d])")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、]|第[一二三四五六七八九十百\d]+[章条节])"
)
_DAY_ONLY = re.compile(rf"^\(?\s*(?:{WRITTEN})\s*\)?(?P<after>\s*(?:印发|\([^()]{{1,20}}\)|日)?)$")
_SIGNED = re.compile(rf"(?:{WRITTEN})\s*(?:\([^()]{{1,20}}\))?$")
_RUN = re.compile(r"[一-龥][一-龥\s]{1,150}$")
_GOES_ON = re.compile(
    r"\s?(?:[,、(]?\s?(?:印发|发布|公布|下发|颁布|颁发|施行|实施|起|前|后|至|到|以|召开|联合|批准|第|在|的|《|关于))"
)
_SPACES = re.compile(r"\s+")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d\s*年?")
_PART_OF_DATE = re.compile(r"[年月日\d]{1,4}日?")
_END_MARKS = "。;!?…"


@dataclass(frozen=True)
class Signature:
    """The signature of a document: the lines that name its issuers (`organs`), and the date of issue (成文日期).

    If `organs` is empty, the signature consists of the date alone.
    """

    organs: tuple[FoldedLine, ...]
    day: date


@dataclass(frozen=True)
class HeadLayout:
    """The lines of a document, divided into head, body and signature.

    `head` is the number of lines before the body. `signature` is None if the document has no signature.
    """

    lines: tuple[FoldedLine, ...]
    head: int
    signature: Signature | None

    @property
    def head_lines(self) -> tuple[FoldedLine, ...]:
        """Return the lines before the body."""
        return self.lines[: self.head]


def head_layout(text: str) -> HeadLayout:
    """Divide a text into lines, and return them with the number of head lines and the signature.

    The function does not raise. The result for an empty text has no lines.
    """
    lines = tuple(line for line in lines_of(text) if line.text)
    head = _head(lines)
    return HeadLayout(lines, head, _signature(lines, head))


def lines_of(text: str) -> list[FoldedLine]:
    """Return the lines of a text. A long line is split where it probably lost its line breaks."""
    lines: list[FoldedLine] = []
    written_lines = [FoldedLine.of(written) for written in text.splitlines()]
    flat = sum(bool(line.text) for line in written_lines) <= 2
    for line in written_lines:
        if len(line.folded) <= FLAT and not (flat and "。" in line.folded):
            number = _TITLE_BEFORE_NUMBER.search(line.folded)
            lines += [line.cut(0, number.start()), line.cut(number.start(), len(line.folded))] if number else [line]
        else:
            lines.extend(_broken(line, first=not any(line.text for line in lines)))
    return lines


def _broken(line: FoldedLine, first: bool) -> list[FoldedLine]:
    if not first and line.folded == line.text and "年" not in line.text:
        return [FoldedLine(part, part) for part in line.text.split()]  # most lines of languages with spaces
    places = {match.start() for match in _SPACES.finditer(line.folded)}
    if first:
        places.update(_head_breaks(line.cut(0, _HEAD_CHARS)))
    places.update(_signature_breaks(line.folded))
    cuts = [0, *sorted(places), len(line.folded)]
    return [line.cut(start, end) for start, end in pairwise(cuts)]


def _head_breaks(line: FoldedLine) -> set[int]:
    """Return the indices at which to split a long line of the head.

    The line is split before and after a document number in its first sentence, after an order's number, after a title,
    and after the colon that ends the addressees.
    """
    head = line.folded
    stop = head.find("。") if "。" in head else len(head)
    places = {
        place
        for number in numbers_in(line, 0, stop)
        if _outside(head, number.start)
        for place in (number.start, number.end)
    }
    if order := _ORDER.match(head):
        places.add(order.end())
    places |= {
        match.start() for pattern in _BREAKS for match in pattern.finditer(head) if _outside(head, match.start())
    }
    if (colon := _COLON.search(head)) and _outside(head, colon.end()):
        places.add(colon.end())
    return places


def _outside(folded: str, place: int) -> bool:
    """Return whether index `place` of the text is outside title brackets (《》) and parentheses."""
    before = folded[:place]
    return before.count("《") <= before.count("》") and before.count("(") <= before.count(")")


def _signature_breaks(folded: str) -> set[int]:
    """Return the indices at which to split a long line that contains a signature.

    The line is split before the names of the issuing authorities, before the date and after the date.
    """
    places: set[int] = set()
    for match in re.finditer(WRITTEN, folded) if "年" in folded else ():
        window = max(0, match.start() - 160)
        before = folded[window : match.start()].rstrip()
        run = _RUN.search(before)
        start = organs_at_end(run[0]) if run else None
        # A date within a sentence (国务院2015年3月2日印发的…) is not part of a signature.
        if run and start is not None and not _GOES_ON.match(folded, match.end()):
            places.update((window + run.start() + start, match.start(), match.end()))
        elif run and _SIGNER.search(run[0]):
            places.update((match.start(), match.end()))
    return places


def is_sentence(folded: str) -> bool:
    """Return whether a line belongs to the body, because it is running text or a numbered heading.

    Running text contains the end of a sentence.
    """
    return "。" in folded or folded[-1:] in _END_MARKS or _NUMBERED.match(folded) is not None


def _head(lines: tuple[FoldedLine, ...]) -> int:
    """Return the number of lines before the body, which begins with the first line of running text.

    The result is at most `_HEAD_LINES`.
    """
    for place, line in enumerate(lines[:_HEAD_LINES]):
        if is_sentence(line.folded) and len(line.folded) > 1:
            return place
    return min(len(lines), _HEAD_LINES)


def _day_only(folded: str) -> tuple[date, bool] | None:
    match = _DAY_ONLY.match(folded) if len(folded) < 60 and "年" in folded else None
    found = date_of(match) if match else None
    return (found, "印发" in match["after"]) if match and found else None


def _pieces(lines: tuple[FoldedLine, ...], place: int) -> str:
    """Return the folded text of the line at index `place`.

    If this line is the beginning of a date that is split over several lines (`2025`, `年`, `1` and so on), the
    following lines of the date are appended.
    """
    text = lines[place].folded
    end = place + 1
    if text.startswith(("19", "20")) and _YEAR_ALONE.fullmatch(text):
        while end < min(len(lines), place + 7) and _PART_OF_DATE.fullmatch(lines[end].folded):
            text += lines[end].folded
            end += 1
            if text.endswith("日"):
                break
    return text


def _signature(lines: tuple[FoldedLine, ...], head: int) -> Signature | None:
    """Return the signature of a document, or None.

    The signature is a date with the names of issuing authorities on the same line or on the lines above. If there is no
    such date, it is a date on a separate line. If there are several signatures, the first one is returned, because a
    forwarded or enclosed document (a plan, a form) follows after the notice's own signature.
    """
    alone: Signature | None = None
    # In languages with spaces, a long line is split at each of them, and none of its many parts is a date.
    if not any("年" in line.folded for line in lines):
        return None
    for place, line in enumerate(lines):
        if len(line.folded) > 100 or not line.folded:
            continue
        found = _day_only(_pieces(lines, place))
        organs: list[FoldedLine] = []
        if found:
            above = place - 1
            while above >= 0 and place - above <= 30 and is_organs(lines[above].folded):
                organs.insert(0, lines[above])
                above -= 1
        elif signed := _signed_line(line):
            organs = [signed[0]]
            found = (signed[1], False)
        if not found or (place < head and not organs):
            continue
        if organs and (place >= head or _ends_head(lines, place)):
            return Signature(tuple(organs), found[0])
        if alone is None and not organs:
            alone = Signature((), found[0])
    return alone


def _ends_head(lines: tuple[FoldedLine, ...], place: int) -> bool:
    """Return whether the signature at line index `place` is that of the notice, although it is in the head of the text.

    This is the case if a line before it is long enough to be the notice's title or body.
    """
    return any(len(line.folded) > 12 for line in lines[:place])


def _signed_line(line: FoldedLine) -> tuple[FoldedLine, date] | None:
    """Return the authorities and the date in a line such as `滨州市人民政府办公室 2024年5月31日`, or None."""
    match = _SIGNED.search(line.folded) if "年" in line.folded else None
    found = date_of(match) if match else None
    if not match or not found:
        return None
    organs = line.cut(0, match.start())
    return (organs, found) if is_organs(organs.folded) else None
