"""Detection of a document's title in its text, on one or several lines above the addressees.

Its position is defined by GB/T 9704-2012, 7.3.1.
"""

import re
from dataclasses import dataclass
from typing import Literal

from crawler.reading.metadata.folded import FoldedLine, fold_chars, tidy
from crawler.reading.metadata.kind import kind_of_title
from crawler.reading.metadata.layout import HeadLayout, is_sentence
from crawler.reading.metadata.number import numbers_in
from crawler.reading.metadata.organs import is_organs
from crawler.reading.metadata.site_names import is_call, is_column, names_event
from crawler.reading.page_facts import is_labelled_row
from crawler.text.dates import DateContext, is_only_date

_LONGEST = 180
_VERBS = re.compile(r"关于|印发|转发|发布|公布|废止|修改|调整|批转|下达")
_BEGINS = re.compile(r"关于|^(?:印发|转发|批转)")
_TAKES_UP = re.compile(
    r"(?:根据|按照|依据|依照|贯彻|落实|执行)[一-龥]{0,20}(?:《[^《》]{2,80}》(?:\([^()]{2,30}\))?(?:、|和|及|以及|与)?){0,6}$"
)
_SPREAD = re.compile(r"[一-龥](?:\s+[一-龥]){2,}[一-龥《》〈〉“”()（）]*")
_CARRIED = re.compile(r"(?:印发|转发|下发|发)给?(?:你们|各|贵)|予以(?:印发|公布|发布)|现(?:予)?(?:印发|公布|发布|转发)")
_HANDING = re.compile(
    r"(?:通知|决定|公告|通告|意见|函|批复|通报|解释|的(?:规定|办法|方案|报告))(?:[(〔][^()]{0,30}[)〕])?$"
)
_YEAR_ORDER = re.compile(r"\((?:19|20)\d\d\s?年\s?第\s?\d{1,4}\s?号\)")
_NUMBER = re.compile(r"〔(?:19|20)\d\d〕\s?第?\s?\d{1,5}\s?号")
_HANDS_ON = re.compile(r"(?:转发|批转)[一-龥]{2,30}$")
_GAZETTE = re.compile(r"(?P<heading>[一-龥\s]{2,40}(?:令|公告|书函|函|通告))\s*中华民国")
_REGULATION = frozenset(
    (
        "条例 办法 规定 细则 规则 规程 规范 章程 法 准则 方案 规划 计划 纲要 要点 指南 措施 标准 政策 导则 基准 "
        "指引 解释"
    ).split()
)


@dataclass(frozen=True)
class OwnTitle:
    """A title in the text, and how it was found (`by`).

    The values of `by` are `own` (the title precedes the body), `carried` (the notice has no title, and `text` is the
    title of the document that it forwards), and `line` (`text` is merely the first line of the text, or the subject of
    a gazette notice).
    """

    text: str
    by: Literal["own", "carried", "line"]


def own_title(layout: HeadLayout, addressed: int | None) -> OwnTitle | None:
    """Return the title in the text of a document, or None.

    `addressed` is the index of the last line of the addressees, or None if there are no addressees.
    """
    lines = layout.lines
    stop = layout.head if addressed is None else min(addressed, max(layout.head, 1))
    carried = _forwarded_title(lines[stop : stop + 6])
    for place in range(min(stop, len(lines))):
        found = _title_at(lines, place)
        if found and "中华民国" in fold_chars(found):
            break
        # The heading of an order (国务院令) names no subject; the title of the document that it promulgates does.
        if found and not (carried and kind_of_title(found) == "命令"):
            return OwnTitle(found, "own")
    if carried:
        return OwnTitle(carried, "carried")
    if subject := _of_gazette(lines):
        return OwnTitle(subject, "line")
    if first := _first_line(layout):
        return OwnTitle(first, "line")
    return None


def _title_at(lines: tuple[FoldedLine, ...], place: int) -> str | None:
    """Return the title that ends at the line with index `place` or shortly after it, or None.

    If the title has several lines, they are joined.
    """
    if not _may_end(lines[place].folded) or is_labelled_row(lines[place].text):
        return None
    start = place
    while start and place - start < 12 and _goes_on(lines[start - 1].folded, lines[start : place + 1]):
        start -= 1
    end = _end_of(lines, start, place)
    title = _joined(lines[start:end])
    if title.endswith("公告") and end < len(lines) and _YEAR_ORDER.fullmatch(lines[end].folded):
        title += tidy(lines[end].text)
    folded = fold_chars(title)
    kind = kind_of_title(title)
    if not 4 <= len(folded) <= _LONGEST or is_column(title) or kind is None:
        return None
    telling = (
        _VERBS.search(folded)
        or kind in _REGULATION
        or kind == "解读"
        or re.search(r"(?:公告|通告|命令|令|公报)(?:\(|〔|$|第)", folded)
    )
    return title if telling else None


def _end_of(lines: tuple[FoldedLine, ...], start: int, place: int) -> int:
    """Return the index of the line after a title that begins at index `start` and includes the line at index `place`.

    The title may continue after a line that ends in a document type, because a title that cites 《A》 may continue with
    和《B》的通知.
    """
    text = "".join(line.folded for line in lines[start : place + 1])
    if "关于" not in text or _HANDING.search(text):
        return place + 1
    for end in range(place + 1, min(place + 4, len(lines))):
        if is_sentence(lines[end].folded) or lines[end].folded.endswith(":"):
            break
        if _HANDING.search(lines[end].folded):
            return end + 1
    return place + 1


def _may_end(folded: str) -> bool:
    if not 2 <= len(folded) <= _LONGEST or is_sentence(folded) or folded[-1] in ":,;、" or ">" in folded:
        return False
    if is_call(folded):
        return False
    if folded.startswith(("附件", "附:", "来源", "关键词", "解读", "政策解读", "相关")) or folded.count(
        "《"
    ) < folded.count("》"):
        return folded.count("《") < folded.count("》") and kind_of_title(folded) is not None
    return kind_of_title(folded) is not None


def _goes_on(above: str, below: tuple[FoldedLine, ...]) -> bool:
    """Return whether the line `above` and the lines `below` belong to the same title."""
    if not above or len(above) > 100 or is_sentence(above) or above[-1] in ":;,>" or ">" in above or above.isdigit():
        return False
    if is_call(above) or _NUMBER.search(above):
        return False
    if kind_of_title(above) and _VERBS.search(above) and above.count("《") <= above.count("》"):
        return False
    if re.search(r"〔\d{4}〕|\d{4}[-年/]|首页|当前位置|(?:司局|科技司|栏目)$", above):
        return False
    text = "".join(line.folded for line in below)
    if text.count("《") < text.count("》") or above.count("《") > above.count("》"):
        return True
    if is_organs(above):
        return not above.endswith(("网", "网站", "门户", "频道")) and _goes_on_after_issuer(text)
    if _HANDS_ON.search(above):
        return text.startswith("关于")
    if _BEGINS.search(above) is None or len(text) >= 60:
        return False
    # The continuation of a title contains no second 关于.
    return _VERBS.search(text) is None or ("关于" in above and "关于" not in text and not _BEGINS.match(text))


def _goes_on_after_issuer(text: str) -> bool:
    """Return whether a text may be the second part of a title whose first line names only the issuers."""
    return text.startswith(("关于", "印发", "转发", "办公", "公告", "令")) or (
        _VERBS.search(text) is not None and is_organs(_before_verb(text))
    )


def _before_verb(text: str) -> str:
    found = _VERBS.search(text)
    return text[: found.start()].strip() if found else text


def _joined(lines: tuple[FoldedLine, ...]) -> str:
    """Return the lines of a title joined into one line.

    A space is inserted between names of authorities, and nowhere else.
    """
    title = ""
    for line in lines:
        names = is_organs(fold_chars(title)) and not line.folded.startswith(("关于", "印发", "转发"))
        title += (" " if title and names and is_organs(_before_verb(line.folded)) else "") + _unspaced(tidy(line.text))
    return title


def _unspaced(line: str) -> str:
    """Return a line without spaces that stretch a name over the width of the page (重 庆 市 公 安 局)."""
    return re.sub(r"\s+", "", line) if _SPREAD.fullmatch(line) else line


def _forwarded_title(lines: tuple[FoldedLine, ...]) -> str | None:
    """Return the title of the document that a notice forwards, or None.

    `lines` are the first lines of the notice's body, which contain a phrase such as `《…》已经…同意，现印发给你们`.
    """
    for line in lines:
        found = _CARRIED.search(line.folded)
        if not found:
            continue
        quoted = _quoted(line.folded)
        titles = [span for span in quoted if span[1] <= found.start()]
        if not titles and found[0].endswith(("公布", "发布")):
            titles = [span for span in quoted if span[0] == found.end()]
        titles = [span for span in titles if not _TAKES_UP.search(line.folded[: span[0]])]
        sentence = line.folded.rfind("。", 0, found.start()) + 1
        titles = [span for span in titles if span[0] >= sentence] or titles[:1]
        first = next(
            (span for span in titles if line.folded[: span[0]].endswith(("将", "《")) or span[0] == sentence), None
        )
        if titles:
            start, end = first or titles[-1]
            return tidy(line.text[start + 1 : end - 1]) or None
    return None


def _quoted(folded: str) -> list[tuple[int, int]]:
    """Return the start and end index of each outermost 《…》 in a line, brackets included."""
    spans = []
    depth = 0
    start = 0
    for match in re.finditer("[《》]", folded):
        if match[0] == "《":
            start = start if depth else match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth and match.end() - start <= _LONGEST:
                spans.append((start, match.end()))
    return spans


def _of_gazette(lines: tuple[FoldedLine, ...]) -> str | None:
    """Return the heading and the subject (主旨) of a gazette notice, such as 內政部公告：預告修正「…」, or None."""
    for place, line in enumerate(lines[:6]):
        found = _GAZETTE.match(line.folded)
        if not found:
            continue
        subject = next((line for line in lines[place + 1 : place + 12] if is_sentence(line.folded)), None)
        if subject is None:
            return tidy(line.group(found, "heading"))
        label = re.match(r"主\s*旨\s*:", subject.folded)
        words = subject.cut(label.end() if label else 0).text.split("。")[0]
        return f"{tidy(line.group(found, 'heading'))}：{tidy(words)[:_LONGEST]}"
    return None


def _first_line(layout: HeadLayout) -> str | None:
    """Return the first line of a text if it could be the title of a news item, else None."""
    if len(layout.lines) < 2:
        return None
    line = layout.lines[0]
    folded = line.folded
    if (
        not 6 <= len(folded) <= 60
        or is_sentence(folded)
        or is_call(folded)
        or is_only_date(line.text, DateContext())
        or folded[-1] in ":,;、"
        or re.search(r"来源|当前位置|[>|]|\d{4}-\d", folded)
    ):
        return None
    if (is_organs(folded) and not names_event(line.text)) or (numbers_in(line) and len(folded) < 30):
        return None
    return tidy(line.text)
