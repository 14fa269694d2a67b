"""Extraction of the units that a clause makes responsible for a measure, with their roles.

Units are named in brackets such as `(责任单位:甲局、乙局)` and `(甲局牵头,乙局配合)`, in labelled lines, and in
sentences such as `由甲局负责`. A bracket is split at commas and semicolons into segments. A segment contains names
separated by 、. It may begin with a label (牵头单位:) and end with a duty (牵头, 按职责分工负责). A duty determines the
role of all names before it, back to the previous duty or the start of the bracket. A duty in brackets behind a name
(甲局(牵头)) is that of this name alone. Any other segment (适用范围:…, 5月底完成, 排在第一位的部门为牵头部门) is a
remark without names. A bracket behind the full stop of a paragraph that contains several agencies and nothing else is
a list of units, too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from crawler.reading.fold import fold_text
from crawler.reading.measures.calibration import CALIBRATION
from crawler.reading.measures.unit_rules import FIRST_LEADS, JOINED, LEADS, REMARKS, SENTENCES, SUPPORTS
from crawler.reading.rules import read_lines


class Role(StrEnum):
    """The role of a unit: leading, supporting, or responsible without a stated rank."""

    LEAD = "lead"
    SUPPORT = "support"
    RESPONSIBLE = "responsible"


@dataclass(frozen=True)
class ResponsibleUnits:
    """The units that a clause names, without duplicates and in text order.

    `responsible` are all units in charge, `lead` are the leading ones among them, and `supporting` are the units that
    assist.
    """

    responsible: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()


_ROLES = ((Role.LEAD, LEADS), (Role.SUPPORT, SUPPORTS))
_LABEL = re.compile(
    r"(?P<label>[^,;。:()、\s]{0,8}?"
    r"(?:(?:责任|牵头|配合|协同|协助|参与|参加|协办|承办|主办|主责|主管|落实|支持|负责|实施|指导|督导|完成)"
    r"[^,;。:()、\s]{0,6}?(?:单位|部门|机关|机构|主体|处室|科室|部委|委办局|地区|方)(?:及(?:分工|责任人)|和分工)?"
    r"|(?<![^,;。:()、\s])(?:牵头|配合|责任|主办|协办|参与|负责|主责|(?:部门|任务|职责|责任|工作)分工)))(?:\([^()]{1,6}\))?\s{0,3}:"
)
_OTHER_LABEL = re.compile(r"^[^,;。:()、]{1,12}:")
_ITEM = r"(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]\s{0,3})?"
# 牵头领导:李某 牵头单位:甲局: persons may be named before the units.
_PERSON = r"(?:[一-龥]{2,5}(?:领导|人)\s{0,3}:[^:。\n]{1,30}[\s;,])?"
_LABELLED_LINE = re.compile(rf"(?:^|(?<=[\n。;)]))\s{{0,20}}{_ITEM}{_PERSON}(?P<whole>{_LABEL.pattern}[^。\n]*)")
# Duties, which are not part of a unit's name; `_NO_NAME` excludes collective names such as 牵头单位 and 责任部门.
_DUTY = (
    r"按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?(?:分别)?|(?:分工|分别|具体|共同|牵头|主要)?负责(?:落实|实施|推进|组织实施)?"
    r"|牵头(?:落实|实施|推进)?|(?:组织|具体|共同)?实施|配合(?:实施|落实|做好)?|协助|协同|参与|参加|指导|落实|统筹|主办|协办|承办"
)
_NO_NAME = r"(?!单位|部门|处室|机关|主体|成员|领导)"
_OTHERS = r"等(?:\d{1,2}个)?(?:国务院|中央|[省市县区]级?直?)?(?:有关|相关|各)?(?:部门(?:和?单位)?|单位|机构|方面)?"
_TAIL = re.compile(rf"(?:{_OTHERS}|{_DUTY})+$")
_HEAD = re.compile(r"^(?:由|会同|以及|及|和|并由|并|分别由|等和|等及)+")
_ENDS_WITH_DUTY = re.compile(rf"(?:{_DUTY}){_NO_NAME}$")
_DUTY_WITHIN = re.compile(rf"(?<=[一-龥])(?:牵头,?会同|牵头|会同){_NO_NAME}(?=\S)")
_HAS_DUTY = re.compile(_DUTY)
_MARK = re.compile(rf"\((?:{_DUTY}){_NO_NAME}\)$")
_OFFICE_ENDINGS = read_lines("crawler.reading.measures", "office_endings.txt")
_OFFICE = re.compile(rf"(?:{'|'.join(map(re.escape, _OFFICE_ENDINGS))})(?:\([^()]*\))?$")
_COLLECTIVE = re.compile(r"^(?:各|有关|相关|全省|全市|全区|市直|省直|县直|区直)")
_ONE_LEVEL = r"(?:自治区|自治州|直辖市|设区市|省|市|县|区|州|盟|旗|乡|镇|街道)(?:\([^()]*\))?"
_LEVELS = re.compile(rf"\s*各{_ONE_LEVEL}(?:、{_ONE_LEVEL})*$")
_LEVEL = re.compile(rf"{_ONE_LEVEL}(?:、{_ONE_LEVEL})*(?:人民政府|政府|党委)")
_BRACKET = re.compile(r"[()\n]")
_LAST_WORDS = re.compile(r"[。;]\($")
_PARAGRAPH_END = re.compile(r"\)\s*(?:[。\n]|$)")


def read_units(text: str) -> ResponsibleUnits:
    """Return the responsible units in a clause.

    Brackets within names are kept (`各县(市、区)`); a final 等 is removed.
    """
    folded = fold_text(text)
    found: dict[str, Role] = {}
    for start, end in sorted(_lists(folded)):
        for name, role in _roles(text, folded, start, end):
            found.setdefault(name, role)
    lead = [name for name, role in found.items() if role is Role.LEAD]
    return ResponsibleUnits(
        tuple(found), tuple(lead), tuple(name for name, role in found.items() if role is Role.SUPPORT)
    )


def read_names(cell: str) -> Iterator[str]:
    """Yield the names of units in a table cell. The names may be separated by 、, commas, semicolons or spaces."""
    folded = fold_text(cell)
    for start, end in _segments(folded, 0, len(folded)):
        for part in re.finditer(r"(?:\([^()]*\)|[^\s()])+", folded[start:end]):
            yield from _names(cell, folded, start + part.start(), start + part.end())


def _lists(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each passage that names units.

    Such passages are words in brackets, labelled lines, and the words between 由 and 负责.
    """
    for start, end in _brackets(folded) if "。(" in folded else ():
        if _is_bare_list(folded, start, end):
            yield start, end
    if not (_HAS_DUTY.search(folded) or (":" in folded and _LABEL.search(folded))):
        return
    plain = list(folded)
    for start, end in _brackets(folded):
        if _is_unit_list(folded[start:end]):
            yield start, end
            plain[start:end] = " " * (end - start)
    outside = "".join(plain)
    for match in _LABELLED_LINE.finditer(outside):
        yield match.span("whole")
    for match in SENTENCES.finditer(outside):
        if _OFFICE.search(match["units"]):
            yield match.span("units")


def _is_unit_list(words: str) -> bool:
    """Return whether words in brackets are a list of responsible units.

    This is the case if they contain a label such as 责任单位:. It is also the case if they contain a duty (牵头) and
    the first name is that of an agency. If there are more than two names, it is also sufficient that the second name is
    that of an agency.
    """
    if _LABEL.search(words):
        return True
    if _OTHER_LABEL.match(words.strip()):
        return False
    for segment in _segments(words, 0, len(words)):
        said = words[segment[0] : segment[1]].strip()
        if _ENDS_WITH_DUTY.search(said) or _MARK.search(said.partition("、")[0]):
            names = [_MARK.sub("", name) for name in re.split(r"[、,]", _HEAD.sub("", words.strip()))]
            return is_office(_TAIL.sub("", names[0])) or (len(names) > 2 and is_office(_TAIL.sub("", names[1])))
    return False


def _is_bare_list(folded: str, start: int, end: int) -> bool:
    """Return whether the words in brackets behind a paragraph are the names of several agencies and nothing else."""
    if not (_LAST_WORDS.search(folded, 0, start) and _PARAGRAPH_END.match(folded, end)):
        return False
    names = [name for part in _segments(folded, start, end) for name in _names(folded, folded, *part)]
    return len(names) > 1 and all(map(is_office, names)) and not _HAS_DUTY.search(folded, start, end)


def is_office(name: str) -> bool:
    """Return whether a name ends like the name of an agency, or stands for several agencies (各县区)."""
    return len(name) > 1 and bool(_OFFICE.search(name) or _COLLECTIVE.match(name))


def _brackets(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of the text inside each pair of outermost brackets."""
    depth = 0
    start = 0
    for match in _BRACKET.finditer(folded):
        if match[0] == "(":
            start = start if depth else match.end()
            depth += 1
        elif match[0] == "\n":
            depth = 0
        elif depth:
            depth -= 1
            if not depth:
                yield start, match.start()


def _roles(text: str, folded: str, start: int, end: int) -> Iterator[tuple[str, Role]]:
    """Yield each name in the list of units between `start` and `end` with its role."""
    label: Role | None = None
    labelled = bool(_LABEL.search(folded, start, end))
    waiting: list[tuple[str, Role | None]] = []
    named: list[tuple[str, Role]] = []
    first_leads = bool(FIRST_LEADS.search(folded, start, end))
    for segment_start, segment_end in _segments(folded, start, end):
        match = _LABEL.search(folded, segment_start, segment_end)
        if match:
            label = _role_of(match["label"])
            segment_start = match.end()
        elif _OTHER_LABEL.match(folded[segment_start:segment_end].strip()):
            label = None
            continue
        said = folded[segment_start:segment_end].strip()
        if not said or REMARKS.search(said) or (labelled and label is None):
            continue
        waiting += map(_marked, _names(text, folded, segment_start, segment_end))
        duty = None if label in (Role.LEAD, Role.SUPPORT) else _ENDS_WITH_DUTY.search(said)
        if label or duty:
            role = _role_of(duty[0]) if duty else label or Role.RESPONSIBLE
            named += [(name, own or role) for name, own in waiting]
            waiting = []
    named += [(name, own or Role.RESPONSIBLE) for name, own in waiting]
    sole = len(named) == 1 or first_leads
    for place, (name, role) in enumerate(named):
        yield name, Role.LEAD if sole and not place and role is Role.RESPONSIBLE else role


def _marked(name: str) -> tuple[str, Role | None]:
    """Return a name without the duty in brackets behind it (甲局(牵头)), and the role given by this duty or None."""
    mark = _MARK.search(fold_text(name))
    return (name[: mark.start()], _role_of(mark[0])) if mark else (name, None)


def _role_of(words: str) -> Role:
    return next((role for role, pattern in _ROLES if pattern.search(words)), Role.RESPONSIBLE)


def _segments(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each segment of a list of units, such as 甲局、乙局牵头 in 甲局、乙局牵头,丙局配合.

    Segments are separated by commas, semicolons and full stops that are not within brackets. A segment such as
    甲局牵头会同乙局 is also split after 牵头, because the duty does not apply to the second name.
    """
    depth = 0
    last = start
    for at in range(start, end):
        char = folded[at]
        depth += (char == "(") - (char == ")" and depth > 0)
        if not depth and (char in ",;。" or (char == " " and _LABEL.match(folded, at + 1))):
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


def _names(text: str, folded: str, start: int, end: int) -> Iterator[str]:
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
    head = _HEAD.match(folded[start:end].lstrip())
    start = end - len(folded[start:end].lstrip()) + (head.end() if head else 0)
    tail = _TAIL.search(folded[start:end].rstrip())
    words = text[start : start + tail.start() if tail else end].strip(" \u3000。.;；,，")
    if words and words[0] not in "（(" and len(words) <= CALIBRATION.name:
        yield words


def _joined(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in JOINED.finditer(folded, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end
