"""Document types (文种) and their detection.

The types are defined by article 8 of 《党政机关公文处理工作条例》; the usual types of regulations and plans are added.
"""

import re

from crawler.reading.metadata.folded import fold_chars

_OFFICIAL = "决议 决定 命令 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 函 纪要".split()
_OTHER = (
    "条例 办法 规定 细则 规则 规程 规范 章程 方案 规划 计划 纲要 要点 指南 指引 目录 清单 名单 标准 制度 措施 "
    "公示 解读 倡议书 "
    "年报 法 解释 准则 须知 基准 政策 公约 导则 通则 预案 预告 修正案 令"
).split()
_NAMES = {"令": "命令", "复函": "函", "书函": "函", "实施细则": "细则", "年报": "报告", "若干措施": "措施"}
_INTERPRETS = re.compile(
    r"解读|一图读懂|图解|答记者问|问答|政策问答|说明会|新闻发布会|(?:《[^《》]{2,80}》(?:的)?(?:起草|编制|修订)?说明$)"
)
_TAIL = re.compile(
    r"(?:[(〔][^()〔〕]{0,60}[)〕]|(?:19|20)\d\d年?[-—~至到─―‒–]+(?:19|20)\d\d年?|\s|[\"'“”》」』]|征求意见稿|修订稿|送审稿|草案|全文|文件)+$"
)
_REPORTED = re.compile(r"^(?![^《]*关于)[^《]*(?:印发|发布|出台|公布|制定|推出|通过|审议)《.*》$")
_ENDS = re.compile("(?:" + "|".join(sorted({*_OFFICIAL, *_OTHER, *_NAMES}, key=len, reverse=True)) + ")$")
_CARRIES = re.compile(
    r"(?:现|特|予以|一并)?(?:将[^。]{0,120})?(?:印发|转发|下发|发给|印送)(?:给)?(?:你们|你单位|各[地单]|贵)?[,。;]?[^。]{0,40}(?:请|遵照|执行|落实|实施|参考)"
)
_GAZETTE = re.compile(r"(?P<kind>令|公告|书函|函|通告|公示送达)\s*(?:\n[一-龥\s]{2,40}?)?中华民国")


def is_headline(folded: str) -> bool:
    """Return whether a title is a news headline about a document, not the title of the document.

    For example, 江北省印发《…方案》 is a news headline, and 关于印发《…》的通知 is the title of a document.
    """
    return _REPORTED.search(folded) is not None


def kind_of_title(title: str | None) -> str | None:
    """Return the document type at the end of a title, in simplified characters, or None.

    Text in brackets after the document type ((试行), (2017-2020年)) and closing quotation marks are ignored.
    """
    if not title:
        return None
    folded = fold_chars(title)
    if _INTERPRETS.search(folded):
        return "解读"
    if is_headline(folded):
        return None
    bare = _TAIL.sub("", folded)
    found = _ENDS.search(bare)
    if not found or (found[0] == "法" and not bare.startswith(("中华人民共和国", "中国"))):
        return None
    if found[0] == "令" and len(bare) < 3:
        return None
    return _NAMES.get(found[0], found[0])


def kind_of_formula(folded_text: str) -> str | None:
    """Return the document type implied by a set phrase in the text, or None.

    For example, 现印发给你们 implies 通知 (the text forwards another document), and 特此公告 implies 公告.
    """
    head = folded_text[:3000]
    if _CARRIES.search(head[:1500]):
        return "通知"
    found = re.search(r"特此(公告|通告|通知|函复|批复|通报|公示)", folded_text)
    if found:
        return _NAMES.get(found[1], "函" if found[1] == "函复" else found[1])
    if re.search(r"(?:有关事项|具体事项|要求|安排|事宜)?[^。]{0,20}通知如下\s*:", head):
        return "通知"
    if re.search(r"公告如下\s*:", head):
        return "公告"
    return None


def kind_of_gazette(folded_head: str) -> str | None:
    """Return the document type in the first lines of a gazette notice (教育部令 中华民国103年…), or None."""
    found = _GAZETTE.search(folded_head)
    return _NAMES.get(found["kind"], found["kind"]) if found else None


def kind_of_field(value: str | None) -> str | None:
    """Return the document type in a page's document type field, or None if the field contains no known type.

    A value in English is not checked; it is returned in lower case.
    """
    folded = fold_chars(value or "").strip()
    if folded.isascii():
        return folded.lower() or None
    return kind_of_title(folded) if len(folded) <= 8 else None
