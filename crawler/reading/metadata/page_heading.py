"""Titles as pages have them: without the names of site and column, and compared with a document's own."""

import re

from crawler.reading.metadata.folded import fold_chars, tidy
from crawler.reading.metadata.kind import kind_of_title
from crawler.reading.metadata.organs import is_organ

_SITE = re.compile(r"(?:网|网站|门户|平台|官网|频道|首页|政府|委员会|[局厅部]|资讯|新闻|中心|\.(?:com|cn|org|gov)\S*)$")
_COLUMN = re.compile(
    r"^(?:首页|主页|网站首页|home|index|untitled|无标题|文档|正文|详情|详细(?:页|内容|信息)?|内容页?|通知公告|公告公示|公示公告|通知|公告|政策文件|政策法规|政策解读|"
    r"规范性文件|政府文件|政务公开|信息公开|政府信息公开|法规文件|文件发布|新闻中心|行业新闻|新闻动态|工作动态|要闻|产业规划|政策|文章)$",
    re.IGNORECASE,
)
_SITE_NAME = re.compile(r"(?:网|网站|门户|平台|频道|官网|日报|晚报|政务|公开|专栏|栏目)$")
_CUT = re.compile(r"\s+[-–—|_·]+\s+|\s*[_|]+\s*|\s*--+\s*")


def agree(one: str, other: str) -> bool:
    """Whether two titles are of one document: one holds the other, or most pairs of characters are common."""
    first = _squashed(one)
    second = _squashed(other)
    if not first or not second:
        return False
    if first in second or second in first:
        return True
    pairs, others = ({text[place : place + 2] for place in range(len(text) - 1)} for text in (first, second))
    common = len(pairs & others)
    return common > 0 and 4 * common >= len(pairs) + len(others)


def cut_site(title: str) -> str | None:
    """A page's title without the names of site and column around it: ` - 中国政府网`, `_政策_…`."""
    parts = [part for part in map(tidy, _CUT.split(tidy(title))) if part]
    if len(parts) > 1:
        telling = [part for part in parts if kind_of_title(part) and not is_column(part) and len(part) > 6]
        parts = telling or [part for part in parts if not is_column(part)] or parts
    if not parts:
        return None
    kept = parts[0]
    head, dash, tail = kept.rpartition("-")
    if dash and len(head) > 6 and len(tail) <= 20 and _SITE.search(fold_chars(tail)):
        kept = head
    return kept.strip() or None


def is_column(title: str) -> bool:
    """Whether a title is that of a column or a site rather than of a document. Organs' names are those of sites."""
    folded = fold_chars(title).strip()
    return (
        len(_squashed(title)) < 4
        or _COLUMN.match(folded) is not None
        or (len(folded) < 24 and _SITE_NAME.search(folded) is not None)
        or is_organ(folded)
    )


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]", "", fold_chars(text).lower())
