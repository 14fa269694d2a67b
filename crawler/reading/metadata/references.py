"""References: documents that a text replaces, repeals or forwards, or that it cites with a document number."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from crawler.model.notice import Reference
from crawler.reading.metadata.folded import FoldedLine, fold_chars, plain, tidy
from crawler.reading.metadata.number import numbers_in
from crawler.reading.metadata.organs import without_state

LIMIT = 500
"""The maximum number of references returned."""
_EXAMINED = 5_000
_LONGEST_TITLE = 200
_ORDER = re.compile(r"[一-龥]{0,24}令\s{0,2}(?:\d{4}\s?年\s?)?[(]?\s?第\s{0,2}\d{1,4}\s{0,2}号")
_ORDER_ORGAN = re.compile(r"(?:中华人民共和国)?([一-龥]{0,22}?(?:国务院|人民政府|[部局署委会院]))?令")
_REPEALED = re.compile(r"(?:废止|停止执行|不再执行|停止施行|自行失效|予以撤销)(?!\s?《)")
"""Verbs of a repeal that follow the title. A title directly after the verb is its object instead."""
_IN_PART = re.compile(r"(?:\s?[(〔][^()〔〕]{0,60}[)〕])?\s?(?:中|的?第[一二三四五六七八九十百\d]{1,6}[条款项章])")
"""Matches the words after a title if the sentence is about a part of the document."""
_REPLACED = re.compile(r"(?:替代|取代|代替)|进行了?(?:全面|部分)?(?:修订|修改)")
_HANDS_ON = re.compile(r"(?:关于(?:印发|转发)|^(?:印发|转发)|现(?:予)?(?:将|印发|转发))[一-龥]{0,12}$")
_HANDED_ON = re.compile(
    r"[^。,《》]{0,30}(?:,?[^。,《》]{0,40}(?:审议通过|同意|批准))?,?\s?(?:现(?:予以?)?(?:印发|转发)|(?:印发|转发)给)"
)
_TAKEN_UP = re.compile(r"\)?(?:精神|要求|规定)|的通知[^。]{0,10}(?:精神|要求)")
_ENDS = re.compile(r"[。;!?\n]")


@dataclass(frozen=True)
class _Cited:
    start: int
    end: int
    title: str | None
    number: str | None


def references_of(line: FoldedLine, own_number: str | None, own_title: str | None) -> tuple[Reference, ...]:
    """Return the references in a text, in the order of their first occurrence, without duplicates.

    References are documents that the text cites with a document number, and all documents that it replaces, repeals or
    forwards. Any other title in 《…》 is not a reference, because it may be a book, a form or a part of the document
    itself. Citations of `own_number` and `own_title` are ignored.
    """
    own = {_key(number) for number in (own_number or "").split(";") if number}
    ends = [match.start() for match in _ENDS.finditer(line.folded)]
    found: dict[tuple[str, str], Reference] = {}
    for cited in islice(_cited(line), _EXAMINED):
        role = _role(line.folded, cited, ends)
        # A short title such as 《意见》 abbreviates a title that the text states in full elsewhere.
        if cited.number is None and (role == "cited" or len(_key(cited.title or "")) < 5):
            continue
        if cited.number and _key(cited.number) in own:
            continue
        if cited.title and _is_own(cited, own_title):
            continue
        key = (_key(cited.number or ""), "" if cited.number else _key(cited.title or ""))
        if key not in found or found[key].role == "cited":
            title = cited.title or (found[key].title if key in found else None)
            found[key] = Reference(title=title, document_number=cited.number, role=role)
        if len(found) >= LIMIT:
            break
    return tuple(found.values())


def _key(text: str) -> str:
    return re.sub(r"[^\w]", "", fold_chars(text))


def _is_own(cited: _Cited, own_title: str | None) -> bool:
    return cited.number is None and _key(cited.title or "") == _key(own_title or "")


def _cited(line: FoldedLine) -> Iterator[_Cited]:
    """Yield the citations in order: titles in 《…》, with or without a number after them, and numbers alone."""
    numbers = [(number.start, number.end, number.text) for number in numbers_in(line)]
    numbers.extend(_orders(line, numbers))
    numbers.sort()
    titles = list(_titles(line))
    behind: dict[tuple[int, int], tuple[int, int, str]] = {}
    for number in numbers:
        place = bisect_right(titles, (number[0], 0)) - 1
        if place < 0 or not 0 <= number[0] - titles[place][1] <= 24:
            continue
        if re.fullmatch(r"\s?[(〔,]?[^()《》。]{0,20}", line.folded[titles[place][1] : number[0]]):
            behind.setdefault(titles[place], number)
    used = set(behind.values())
    items = [
        _Cited(*span, tidy(line.text[span[0] + 1 : span[1] - 1]), behind[span][2] if span in behind else None)
        for span in titles
    ]
    items += [_Cited(start, end, None, text) for start, end, text in numbers if (start, end, text) not in used]
    yield from sorted(items, key=lambda item: item.start)


def _orders(line: FoldedLine, numbers: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and text of each order number (国务院令第652号) that is not already in `numbers`."""
    taken = {end for _, end, _ in numbers}
    for match in _ORDER.finditer(line.folded):
        organ = next(reversed(list(_ORDER_ORGAN.finditer(match[0]))), None)
        start = match.start() + (organ.start(1) if organ and organ[1] else match[0].index("令"))
        start += match[0][start - match.start() :].rfind("日", 0, match.end() - start) + 1
        if match.end() not in taken:
            number = plain(line.text[start : match.end()]).replace("(", "").replace(")", "")
            yield start, match.end(), without_state(number)


def _titles(line: FoldedLine) -> Iterator[tuple[int, int]]:
    """Yield the start and end index of each outermost 《…》 (brackets included) that is short enough for a title."""
    depth = 0
    start = 0
    for match in re.finditer("[《》]|\n\n", line.folded):
        if match[0] == "《":
            if not depth:
                start = match.start()
            depth += 1
        elif match[0] == "》" and depth:
            depth -= 1
            if not depth and match.end() - start <= _LONGEST_TITLE:
                yield start, match.end()
        if depth and match.start() - start > _LONGEST_TITLE:
            depth = 0


def _role(folded: str, cited: _Cited, ends: list[int]) -> str:
    place = bisect_right(ends, cited.end - 1)
    stop = min(ends[place] if place < len(ends) else len(folded), cited.end + 400)
    begin = max(
        ends[bisect_right(ends, cited.start) - 1] + 1 if bisect_right(ends, cited.start) else 0, cited.start - 200
    )
    before = folded[begin : cited.start]
    after = folded[cited.end : stop]
    if _IN_PART.match(after):
        return "cited"
    if _REPEALED.search(re.sub(r"《[^《》]*》", "《》", after)) and not re.search(
        r"\d日起|本[办规细条]", after.split("废止")[0][-40:]
    ):
        return "repeals"
    if re.search(r"废止\s?[^,。]{0,12}$", before):
        return "repeals"
    if _REPLACED.search(after[:40]) and re.search(r"对|原|将|修订", before[-6:] + after[:12]):
        return "replaces"
    if (_HANDS_ON.search(before) or _HANDED_ON.match(after)) and not _TAKEN_UP.match(after):
        return "forwards"
    return "cited"
