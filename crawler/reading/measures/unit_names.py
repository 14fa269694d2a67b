"""The names of units in a list of responsible units, without labels, duties and conjunctions.

All functions take folded text, and positions in it. Pure functions; no I/O.
"""

import re
from collections.abc import Iterator

from crawler.reading.measures.calibration import CALIBRATION
from crawler.reading.measures.unit_rules import JOINED
from crawler.reading.rules import read_lines

LABEL = re.compile(
    r"(?P<label>[^,;。:()、\s]{0,8}?"
    r"(?:(?:责任|牵头|配合|协同|协助|参与|参加|协办|承办|主办|主责|主管|落实|支持|负责|实施|指导|督导|完成)"
    r"[^,;。:()、\s]{0,6}?(?:单位|部门|机关|机构|主体|处室|科室|部委|委办局|地区|方)(?:及(?:分工|责任人)|和分工)?"
    r"|(?<![^,;。:()、\s])(?:牵头|配合|责任|主办|协办|参与|负责|主责|(?:部门|任务|职责|责任|工作)分工)))(?:\([^()]{1,6}\))?\s{0,3}:"
)
# Duties, which are not part of a unit's name; `NO_NAME` excludes collective names such as 牵头单位 and 责任部门.
DUTY = (
    r"按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?(?:分别)?|(?:分工|分别|具体|共同|牵头|主要)?负责(?:落实|实施|推进|组织实施)?"
    r"|牵头(?:落实|实施|推进)?|(?:组织|具体|共同)?实施|配合(?:实施|落实|做好)?|协助|协同|参与|参加|指导|落实|统筹|主办|协办|承办"
)
NO_NAME = r"(?!单位|部门|处室|机关|主体|成员|领导)"
_OTHERS = r"等(?:\d{1,2}个)?(?:国务院|中央|[省市县区]级?直?)?(?:有关|相关|各)?(?:部门(?:和?单位)?|单位|机构|方面)?"
TAIL = re.compile(rf"(?:{_OTHERS}|{DUTY})+$")
HEAD = re.compile(r"^(?:由|会同|以及|及|和|并由|并|分别由|等和|等及)+")
_DUTY_WITHIN = re.compile(rf"(?<=[一-龥])(?:牵头,?会同|牵头|会同){NO_NAME}(?=\S)")
_OFFICE_ENDINGS = read_lines("crawler.reading.measures", "office_endings.txt")
OFFICE = re.compile(rf"(?:{'|'.join(map(re.escape, _OFFICE_ENDINGS))})(?:\([^()]*\))?$")
_COLLECTIVE = re.compile(r"^(?:各|有关|相关|全省|全市|全区|市直|省直|县直|区直)")
_ONE_LEVEL = r"(?:自治区|自治州|直辖市|设区市|省|市|县|区|州|盟|旗|乡|镇|街道)(?:\([^()]*\))?"
_LEVELS = re.compile(rf"\s*各{_ONE_LEVEL}(?:、{_ONE_LEVEL})*$")
_LEVEL = re.compile(rf"{_ONE_LEVEL}(?:、{_ONE_LEVEL})*(?:人民政府|政府|党委)")


def is_office(name: str) -> bool:
    """Return whether a name ends like the name of an agency, or stands for several agencies (各县区)."""
    return len(name) > 1 and bool(OFFICE.search(name) or _COLLECTIVE.match(name))


def segments(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each segment of a list of units, such as 甲局、乙局牵头 in 甲局、乙局牵头,丙局配合.

    Segments are separated by commas, semicolons and full stops that are not within brackets. A segment such as
    甲局牵头会同乙局 is also split after 牵头, because the duty does not apply to the second name.
    """
    depth = 0
    last = start
    for at in range(start, end):
        char = folded[at]
        depth += (char == "(") - (char == ")" and depth > 0)
        if not depth and (char in ",;。" or (char == " " and LABEL.match(folded, at + 1))):
            yield from _parted(folded, last, at)
            last = at + 1
    yield from _parted(folded, last, end)


def _parted(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _DUTY_WITHIN.finditer(folded, start, end):
        if match[0].endswith("会同") and not match[0].startswith("牵头"):
            yield start, match.start()
        else:
            yield start, match.start() + 2
        start = match.end()
    yield start, end


def names_in(text: str, folded: str, start: int, end: int) -> Iterator[str]:
    """Yield the names of units in a segment, without duties (牵头) and 等.

    Names are separated by conjunctions, or by 、 that is not within brackets, or by a space behind an agency.
    """
    depth = 0
    last = start
    for at in range(start, end + 1):
        char = folded[at] if at < end else "、"
        depth += (char == "(") - (char == ")" and depth > 0)
        if at == end or (not depth and _separates(folded, last, at)):
            for name_start, name_end in _joined(folded, last, at):
                yield from _bare_name(text, folded, name_start, name_end)
            last = at + 1


def _separates(folded: str, start: int, at: int) -> bool:
    """Return whether the character at `at` separates the name that begins at `start` from the next name.

    各市、县人民政府 is one name: the levels share the last word.
    """
    if folded[at] == " ":
        return is_office(folded[start:at].strip())
    return folded[at] == "、" and not (_LEVELS.match(folded, start, at) and _LEVEL.match(folded, at + 1))


def _bare_name(text: str, folded: str, start: int, end: int) -> Iterator[str]:
    """Yield the name in a span of `text` without conjunctions, duty and 等. Yield nothing if it is empty or too long.

    `folded` is the folded text; it has the same length and is used for matching.
    """
    head = HEAD.match(folded[start:end].lstrip())
    start = end - len(folded[start:end].lstrip()) + (head.end() if head else 0)
    tail = TAIL.search(folded[start:end].rstrip())
    words = text[start : start + tail.start() if tail else end].strip(" \u3000。.;；,，")
    if words and words[0] not in "（(" and len(words) <= CALIBRATION.name:
        yield words


def _joined(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in JOINED.finditer(folded, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end
