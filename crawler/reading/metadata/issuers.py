"""Extraction of a document's issuers from its title, its signature, or a gazette notice's first lines."""

import re

from crawler.model.codes import WarningCode
from crawler.model.notice import ReadingWarning
from crawler.model.reason import Reason, WarningReason
from crawler.reading.metadata.folded import FoldedLine, fold_chars, plain
from crawler.reading.metadata.kind import is_headline
from crawler.reading.metadata.layout import HeadLayout
from crawler.reading.metadata.organs import is_organ, is_organs, split_organs, without_state

_VERB = re.compile(r"关于|印发|转发|批转|发布|公布|公开征求|(?:公告|通告|令|公报)\s{0,3}(?:[(〔第]|$|\d{4}年)")
_AND_OTHERS = re.compile(r"等[一二三四五六七八九十\d]{1,3}(?:部门|个部门|部委|单位|厅局|委局|机关|家单位)")
_GAZETTE = re.compile(r"^(?P<organ>[一-龥\s]{2,40}?)(?:令|公告|书函|函|通告)?\s{0,8}(?=(?:中华民国|$))")
_GAZETTE_END = re.compile(r"(?:令|公告|书函|函|通告)\s{0,8}(?:中华民国|$)|^[一-龥\s]{2,40}\s{1,8}中华民国")
_ORDER = re.compile(r"^(?P<organs>[一-龥\s]{2,60}?)(?:令|公告|通告)\s{0,4}(?:[(〔]?\s?(?:第|\d{4}年)|$)")
_HISTORY = re.compile(r"日\s{0,3}(?P<organ>[一-龥]{0,30}?(?:人民代表大会常务委员会|人民代表大会|国务院|人民政府))")


def issuers_of(layout: HeadLayout, title: str | None, labelled: tuple[str, ...]) -> tuple[str, ...]:
    """Return the issuers in the page's issuer field (`labelled`) or, if it is empty, the issuers in the document.

    If `labelled` names only one of several issuers (…等三部门) or an abbreviated name, it is completed from the
    document. If it is empty, these places are searched in order: the first lines of a gazette notice; the signature and
    the title, of which the one with more issuers is used; the head of an order; the lines under a law's title.
    """
    signed = tuple(
        name for line in (layout.signature.organs if layout.signature else ()) for name in split_organs(line)
    )
    titled = issuers_in_title(title)
    if labelled:
        if len(labelled) == 1 and _AND_OTHERS.search(fold_chars(labelled[0])):
            return signed if len(signed) > 1 else labelled
        return tuple(_fuller(name, (*signed, *titled)) for name in labelled)
    if gazette := _of_gazette(layout):
        return gazette
    if signed and titled:
        return _together(signed, titled)
    return signed or titled or _of_order(layout) or _of_history(layout)


def issuers_warning(layout: HeadLayout, title: str | None, labelled: tuple[str, ...]) -> ReadingWarning | None:
    """Return a warning if the document names other issuers than the page's issuer field (`labelled`), or None."""
    own = issuers_of(layout, title, ())
    if not labelled or not own or _AND_OTHERS.search(fold_chars(labelled[0])):
        return None
    if any(
        fold_chars(issuer).endswith(fold_chars(name)) or fold_chars(name).endswith(fold_chars(issuer))
        for issuer in own
        for name in labelled
    ):
        return None
    page = "、".join(labelled)[:200]
    reason = Reason.of(WarningReason.ISSUERS, page=page, document="、".join(own)[:200])
    return ReadingWarning.of(WarningCode.ISSUERS, reason)


def issuers_in_title(title: str | None) -> tuple[str, ...]:
    """Return the authorities at the beginning of a title, before 关于 or an equivalent word.

    The result is empty if the title does not begin with names of authorities.
    """
    line = FoldedLine.of(title or "")
    found = _VERB.search(line.folded)
    if not found or not found.start() or is_headline(line.folded):
        return ()
    prefix = line.cut(0, found.start())
    others = _AND_OTHERS.search(prefix.folded)
    prefix = prefix.cut(0, others.start()) if others else prefix
    names = split_organs(prefix) if is_organs(prefix.folded) else ()
    return tuple(without_state(name) for name in names if is_organ(fold_chars(name)) or fold_chars(name) == "国务院")


def _fuller(name: str, others: tuple[str, ...]) -> str:
    """Return the first longer name in `others` that ends in `name`, or `name` itself if there is none.

    A page's issuer field may contain only the end of a name: 科技司 for 工业和信息化部科技司.
    """
    return next((other for other in others if other.endswith(name) and other != name), name)


def _together(signed: tuple[str, ...], titled: tuple[str, ...]) -> tuple[str, ...]:
    """Return the issuers in the signature (`signed`) or the issuers in the title (`titled`), whichever list is longer.

    If both lists have the same length, `signed` is returned. If they have no authority in common, `titled` is returned.
    Two names are regarded as the same authority if their first two characters are equal.
    """
    if not {fold_chars(name)[:2] for name in signed} & {fold_chars(name)[:2] for name in titled}:
        return titled
    return titled if len(titled) > len(signed) else signed


def _of_gazette(layout: HeadLayout) -> tuple[str, ...]:
    """Return the authorities in the first lines of a gazette notice, or an empty tuple.

    Joint issuers are on separate lines, with spaces between the characters (經 濟 部).
    """
    lines = layout.lines[:8]
    last = next((place for place, line in enumerate(lines) if "中华民国" in line.folded), None)
    if last is None or not any(_GAZETTE_END.search(line.folded) for line in lines[: last + 1]):
        return ()
    names = []
    for line in lines[: last + 1]:
        found = _GAZETTE.match(line.folded)
        name = plain(line.group(found, "organ")) if found else ""
        if name and not (is_organ(fold_chars(name)) or fold_chars(name) in ("总统", "总统府", "国民大会")):
            name = ""
        if name:
            names.append(name)
    return tuple(dict.fromkeys(names))


def _of_order(layout: HeadLayout) -> tuple[str, ...]:
    """Return the authorities in the heading of an order or announcement, such as 中华人民共和国国务院令."""
    for line in layout.head_lines[:10]:
        found = _ORDER.match(line.folded)
        if found and is_organs(found["organs"]):
            return tuple(map(without_state, split_organs(line.cut(0, found.end("organs")))))
    return ()


def _of_history(layout: HeadLayout) -> tuple[str, ...]:
    """Return the authority that passed a law, as stated in the lines under the law's title, or an empty tuple."""
    for line in layout.lines[:8]:
        begins = line.folded.startswith("(") or re.match(r"^(?:19|20)\d\d年", line.folded)
        if begins and (found := _HISTORY.search(line.folded)):
            name = plain(line.group(found, "organ"))
            return (without_state(re.sub(r"第[一二三四五六七八九十]+[届屆]", "", name)),)
    return ()
