"""Determination of a document's region: a tuple of names from the country down, such as `CN`, 山东省, 滨州市."""

import re

from crawler.reading.metadata.divisions import LONGEST, Division, chain, divisions_at, divisions_named, is_within
from crawler.reading.metadata.folded import fold_chars

_NATIONAL = re.compile(
    r"^(?:中华人民共和国|国务院|中共中央|中央|全国|国家|最高人民|工业和信息化部|科学技术部|科技部|教育部|财政部|公安部|民政部|司法部|外交部|自然资源部|"
    r"人力资源(?:和)?社会保障部|生态环境部|住房(?:和)?城乡建设部|交通运输部|水利部|农业农村部|商务部|文化(?:和)?旅游部|退役军人事务?部|应急管理部|"
    r"中国(?:人民银行|科学院|工程院|证券监督|银行保险|民用航空|银保监|证监|气象局|地震局)|审计署|海关总署|市场监管总局|税务总局|金融监管总局|国资委)"
)
_TAIWAN = re.compile(r"^(?:行政院|总统|立法院|司法院|考试院|监察院)")
_ROC = re.compile(r"(?m)^[^。\n]{0,40}(?:令|公告|函|\s|^)中华民国\s?(?:\d{2,3}|[一二三四五六七八九十百零〇]{2,5})\s?年")
_TEXT = 400
"""Number of characters at the beginning of a text that are searched for the region of a news item."""


def region_of(
    issuers: tuple[str, ...], title: str | None, text: str, given: tuple[str, ...], is_notice: bool | None
) -> tuple[str, ...]:
    """Return the region to which a document belongs, or an empty tuple if it is unknown.

    This is the region of the issuers or, if it is unknown, the region named in the title. If there is none either, it
    is the region of the source (`given`).

    An ambiguous county name is used only if the text around it or `given` identifies the county. For a document that is
    not a notice (`is_notice` is False) and has none of these regions, the first place named at the beginning of `text`
    is used. For notices, this place is not used, because it may be any place.
    """
    folded = [fold_chars(name) for name in issuers]
    head = fold_chars(text[:_TEXT])
    if any(_TAIWAN.match(name) for name in (*folded, fold_chars(title or ""))) or _ROC.search(head[:200]):
        return ("TW",)
    named_title = fold_chars(title or "")
    context = "\n".join([*folded, named_title, "".join(given), head])
    for name in folded:
        if found := _of_organ(name, context):
            return _names(found)
        if _NATIONAL.match(name):
            return ("CN",)
    if not issuers and (found := _first(named_title, context) or _by_stem(named_title)):
        return given if _deeper(given, found) else _names(found)
    if _NATIONAL.match(named_title):
        return ("CN",)
    if divisions_at(named_title) and (found := _first(named_title, context)):
        return given if _deeper(given, found) else _names(found)
    if not given and is_notice is False and (found := _first(head, context)):
        return _names(found)
    return given


def _by_stem(folded: str) -> Division | None:
    """Return the province or prefecture whose short name is at the beginning of a title (深圳经济特区…), or None."""
    return next((division for division in divisions_at(folded, 0, stems=True) if division.level < 3), None)


def _names(division: Division) -> tuple[str, ...]:
    return ("CN", *(above.name for above in chain(division)))


def _deeper(given: tuple[str, ...], found: Division) -> bool:
    """Return whether `given`, the region of the source, is equal to the division `found` or located in it."""
    names = _names(found)
    return len(given) >= len(names) and given[: len(names)] == names


def _of_organ(name: str, context: str) -> Division | None:
    """Return the administrative division to which an authority belongs, or None.

    The result is the division at the beginning of the authority's name or, without one, the first division within the
    name (国家税务总局河北省税务局). If several divisions have this name, `context` decides: the title, the beginning of
    the text, and other text that may name the province or prefecture.
    """
    return _first(name, context) if divisions_at(name) or not _NATIONAL.match(name) else _branch(name, context)


def _branch(name: str, context: str) -> Division | None:
    found = _first(name, context)
    return found if found and found.name in name else None


def _first(folded: str, context: str) -> Division | None:
    for place, candidates in divisions_named(folded):
        found = _choose(candidates, folded[max(0, place - LONGEST) : place], context)
        if found is None:
            continue
        return _go_down(found, folded, place + len(found.name))
    return None


def _choose(candidates: tuple[Division, ...], before: str, context: str) -> Division | None:
    """Return the division to which an ambiguous name refers, or None if this cannot be decided.

    A province takes precedence. Otherwise, the division must be the only candidate, or the only candidate whose
    province or prefecture is named in `before` (the text directly before the name) or in `context`.
    """
    top = [candidate for candidate in candidates if candidate.level == 1]
    if top:
        return top[0]
    if len(candidates) == 1:
        return candidates[0]
    within = [
        candidate
        for candidate in candidates
        if any(above.name in before or above.name in context for above in chain(candidate)[:-1])
    ]
    return within[0] if len(within) == 1 else None


def _go_down(found: Division, folded: str, place: int) -> Division:
    """Return the lowest division inside `found` that is named at index `place`, or `found` if none is named there.

    Examples: 太仓市 in 江苏省苏州市太仓市, and by its short name in 江苏省太仓高新技术产业开发区.
    """
    for _ in range(2):
        for stems in (False, True):
            inner = [
                division
                for division in divisions_at(folded, place, stems)
                if division != found and is_within(division, found)
            ]
            if inner:
                break
        else:
            return found
        inner.sort(key=lambda division: division.level)
        found = inner[0]
        place += len(found.stem if stems else found.name)
    return found
