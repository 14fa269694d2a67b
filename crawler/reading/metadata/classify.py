"""Classification of a text as a notice, a news item about a notice, or an interpretation (解读) of a notice."""

import re

from crawler.reading.metadata.folded import FoldedLine, fold_chars
from crawler.reading.metadata.layout import HeadLayout
from crawler.reading.metadata.own_title import OwnTitle

_NEWS = (
    re.compile(r"(?:^|\n)[^\S\n]*(?:信息)?来源\s?:"),
    re.compile(r"[(〔]?(?:作者(?:系|单位|:)|责任编辑|编辑\s?:|记者\s?:|通讯员|供稿|撰稿|责编)"),
    re.compile(r"新华社.{0,12}电|本报讯|本网讯|本报记者|记者从|记者获悉|中新网.{0,12}电|日前,记者|讯\s?\(记者"),
)
_STYLE = re.compile(r"据(?:了解|介绍|悉|报道)|如火如荼|圆满|隆重|成功举办|座谈会")
"""Words of news items that also occur in official documents."""
_OFFICIAL_TITLE = re.compile(r"^(?>.*?关于).{2,}的[一-龥]{1,4}(?:[(〔][^()〔〕]{1,20}[)〕])?$")
_NUMBERED = re.compile(
    r"(?m)^[^\S\n]*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十百]+[章条])"
)
_BEGINS_NUMBERED = re.compile(
    r"^\s*(?:\([二三四五六七八九十]{1,3}\)|[二三四五六七八九十]{1,3}、|第[二三四五六七八九十百]{1,4}[章条])"
)


def is_fragment(layout: HeadLayout) -> bool:
    """Return whether a text begins in the middle of a document, because its first line has the number 二 or higher."""
    return bool(layout.lines) and _BEGINS_NUMBERED.match(layout.lines[0].folded) is not None


def classify_notice(
    layout: HeadLayout,
    kind: str | None,
    has_head: bool,
    own: OwnTitle | None,
    around: tuple[FoldedLine, ...],
    title: str | None = None,
    marked: bool = False,
) -> tuple[bool | None, str | None]:
    """Return whether a document is a notice (None if there is no evidence either way), and its document type.

    `kind` is the document type (文种) found so far; it is returned unchanged, or replaced by `news` for a news item.
    `has_head` means that the document has a number, addressees, a signature or labelled issuers. `own` is the title
    found in the text, if any. `around` are lines of the page that do not belong to the document. `title` is the
    title of the document. If it has the form 关于…的通知, the style of the text alone does not make it a news item.
    `marked` means that the page declares itself a news item. Interpretations (解读) and news items are not notices.
    """
    if kind == "解读":
        return False, kind
    if has_head:
        return kind != "news", kind
    if own and own.by == "own" and kind:
        return True, kind
    text = "\n".join(line.folded for line in (*layout.lines[:40], *layout.lines[40:][-20:], *around))
    is_official = bool(kind and title and _OFFICIAL_TITLE.search(fold_chars(title)))
    signs = marked + sum(pattern.search(text) is not None for pattern in _NEWS)
    signs += not is_official and _STYLE.search(text) is not None
    numbered = len(_NUMBERED.findall(text))
    if kind and kind != "news" and not signs:
        return True, kind
    if is_fragment(layout) and numbered >= 2:
        return True, kind
    if signs >= 1 and numbered < 6:
        return False, "news"
    if numbered >= 3 and kind:
        return True, kind
    return None, kind
