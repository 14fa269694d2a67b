"""Who is responsible for a measure: the offices a clause names as such, in their order."""

import re
from collections.abc import Iterator

from crawler.reading.fold import fold_text

_LABEL = re.compile(
    r"(?:责任|牵头|配合|协同|参与|参加|协办|主办|主责|落实|支持)"
    r"(?:单位|部门|机关|主体|处室)(?:及(?:分工|责任人))?\s?:"
)
_LABELLED_LINE = re.compile(rf"(?:^|(?<=[\n。;)]))\s{{0,20}}{_LABEL.pattern}(?P<units>[^。\n]*)")
# Said of a unit, not part of its name.
_DUTY = (
    r"按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?|(?:分工|分别|具体|共同|牵头|主要)?负责(?:落实|实施)?"
    r"|牵头|配合|参与|参加|落实|统筹|主办|协办"
)
_OTHERS = r"等(?:有关|相关|各)?(?:部门|单位)?"
_TAIL = re.compile(rf"(?:{_OTHERS}|{_DUTY})+$")
_HEAD = re.compile(r"^(?:由|会同|以及|并由)")
_ENDS_WITH_DUTY = re.compile(rf"(?:{_DUTY})$")
_DUTY_WITHIN = re.compile(r"(?<=[局委部厅府办院会处署司行社团])(?:牵头|会同)(?=\S)")
_WORTH = re.compile(rf"{_LABEL.pattern}|{_DUTY}")
_SENTENCE_DUTY = re.compile(
    r"(?:^|[,;。:、\s])由(?P<units>[^,;。:由\n()]{2,60}?)(?:具体|牵头|共同|分别)?负责(?!人|的|解释)"
)
_OFFICE = re.compile(r"(?:局|委|部|厅|府|办|办公室|院|会|处|署|司|中心|委员会|单位|部门|支行|分行|银行|人行)$")
_BRACKET = re.compile(r"[()\n]")
_SEPARATORS = "、,;"
LONGEST_NAME = 40
"""Characters beyond which words between separators are no name."""


def read_units(text: str) -> tuple[str, ...]:
    """The responsible units of a clause, each once, in their order; leading units before supporting ones as written.

    Read are `(责任单位:甲局、乙局)` in brackets or on a line, `(甲局牵头,乙局配合)` and `由甲局负责`; words that
    only say what an office does are not. Names keep brackets of their own (`各县(市、区)`) and lose 等 and the like.
    """
    folded = fold_text(text)
    found: dict[str, None] = {}
    for start, end in sorted(_lists(folded)):
        for name in _names(text, folded, start, end):
            found.setdefault(name)
    return tuple(found)


def _lists(folded: str) -> Iterator[tuple[int, int]]:
    """The spans of names: in brackets, after a label on a line, in 由……负责."""
    if not _WORTH.search(folded):
        return
    plain = list(folded)
    for start, end in _brackets(folded):
        words = folded[start:end]
        labels = [(start + label.start(), start + label.end()) for label in _LABEL.finditer(words)]
        if (labels and not folded[start : labels[0][0]].strip()) or _has_duty(words):
            yield from _between(labels, start, end)
            plain[start:end] = " " * (end - start)
    outside = "".join(plain)
    for match in _LABELLED_LINE.finditer(outside):
        yield match.span("units")
    for match in _SENTENCE_DUTY.finditer(outside):
        if _OFFICE.search(match["units"]):
            yield match.span("units")


def _has_duty(words: str) -> bool:
    """Whether words in brackets say that offices do something: 甲局负责, 甲局牵头,乙局配合."""
    first = re.split(rf"[、,;]|{_DUTY}", _HEAD.sub("", words.strip()), maxsplit=1)[0]
    return _ENDS_WITH_DUTY.search(words) is not None and _OFFICE.search(_TAIL.sub("", first)) is not None


def _between(labels: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of names between labels."""
    starts = [after for _, after in labels] or [start]
    stops = [at for at, _ in labels[1:]] + [end]
    yield from zip(starts, stops, strict=True)


def _brackets(folded: str) -> Iterator[tuple[int, int]]:
    """The insides of outermost brackets."""
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


def _names(text: str, folded: str, start: int, end: int) -> Iterator[str]:
    for a, b in _split(folded, start, end):
        words = text[a:b].strip(" \u3000。.;；,，")
        words = _TAIL.sub("", _HEAD.sub("", words.strip())).strip()
        if words and len(words) <= LONGEST_NAME:
            yield words


def _split(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans between separators that stand outside of brackets, and between joining words."""
    depth = 0
    last = start
    for at in range(start, end):
        char = folded[at]
        depth += (char == "(") - (char == ")" and depth > 0)
        if not depth and char in _SEPARATORS:
            yield from _parted(folded, last, at)
            last = at + 1
    yield from _parted(folded, last, end)


def _parted(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _DUTY_WITHIN.finditer(folded, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end
