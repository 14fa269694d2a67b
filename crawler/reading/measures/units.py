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
from crawler.reading.measures.unit_names import DUTY, HEAD, LABEL, NO_NAME, OFFICE, TAIL, is_office, names_in, segments
from crawler.reading.measures.unit_rules import FIRST_LEADS, LEADS, REMARKS, SENTENCES, SUPPORTS


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
_OTHER_LABEL = re.compile(r"^[^,;。:()、]{1,12}:")
_ITEM = r"(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]\s{0,3})?"
# 牵头领导:李某 牵头单位:甲局: persons may be named before the units.
_PERSON = r"(?:[一-龥]{2,5}(?:领导|人)\s{0,3}:[^:。\n]{1,30}[\s;,])?"
_LABELLED_LINE = re.compile(rf"(?:^|(?<=[\n。;)]))\s{{0,20}}{_ITEM}{_PERSON}(?P<whole>{LABEL.pattern}[^。\n]*)")
_ENDS_WITH_DUTY = re.compile(rf"(?:{DUTY}){NO_NAME}$")
_HAS_DUTY = re.compile(DUTY)
_MARK = re.compile(rf"\((?:{DUTY}){NO_NAME}\)$")
_BRACKET = re.compile(r"[()\n]")
_PARAGRAPH_BRACKETS = ("。(", ";(")
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
    for start, end in segments(folded, 0, len(folded)):
        for part in re.finditer(r"(?:\([^()]*\)|[^\s()])+", folded[start:end]):
            yield from names_in(cell, folded, start + part.start(), start + part.end())


def _lists(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each passage that names units.

    Such passages are words in brackets, labelled lines, and the words between 由 and 负责.
    """
    for start, end in _brackets(folded) if "。(" in folded else ():
        if _is_bare_list(folded, start, end):
            yield start, end
    if not (_HAS_DUTY.search(folded) or (":" in folded and LABEL.search(folded))):
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
        if OFFICE.search(match["units"]):
            yield match.span("units")


def _is_unit_list(words: str) -> bool:
    """Return whether words in brackets are a list of responsible units.

    This is the case if they contain a label such as 责任单位:. It is also the case if they contain a duty (牵头) and
    the first name is that of an agency. If there are more than two names, it is also sufficient that the second name is
    that of an agency.
    """
    if LABEL.search(words):
        return True
    if _OTHER_LABEL.match(words.strip()):
        return False
    for segment in segments(words, 0, len(words)):
        said = words[segment[0] : segment[1]].strip()
        if _ENDS_WITH_DUTY.search(said) or _MARK.search(said.partition("、")[0]):
            names = [_MARK.sub("", name) for name in re.split(r"[、,]", HEAD.sub("", words.strip()))]
            return is_office(TAIL.sub("", names[0])) or (len(names) > 2 and is_office(TAIL.sub("", names[1])))
    return False


def _is_bare_list(folded: str, start: int, end: int) -> bool:
    """Return whether the words in brackets behind a paragraph are the names of several agencies and nothing else."""
    if not (folded[max(0, start - 2) : start] in _PARAGRAPH_BRACKETS and _PARAGRAPH_END.match(folded, end)):
        return False
    names = [name for part in segments(folded, start, end) for name in names_in(folded, folded, *part)]
    return len(names) > 1 and all(map(is_office, names)) and not _HAS_DUTY.search(folded, start, end)


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
    labelled = bool(LABEL.search(folded, start, end))
    waiting: list[tuple[str, Role | None]] = []
    named: list[tuple[str, Role]] = []
    first_leads = bool(FIRST_LEADS.search(folded, start, end))
    for segment_start, segment_end in segments(folded, start, end):
        match = LABEL.search(folded, segment_start, segment_end)
        if match:
            label = _role_of(match["label"])
            segment_start = match.end()
        elif _OTHER_LABEL.match(folded[segment_start:segment_end].strip()):
            label = None
            continue
        said = folded[segment_start:segment_end].strip()
        if not said or REMARKS.search(said) or (labelled and label is None):
            continue
        waiting += map(_marked, names_in(text, folded, segment_start, segment_end))
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
