"""Cleaning of the titles that a web page shows, and their comparison with the title in the document's text.

Cleaning removes the names of the website and of its sections ("columns", 栏目).
"""

import re
from collections.abc import Iterable

from crawler.reading.metadata.folded import fold_chars, tidy
from crawler.reading.metadata.kind import kind_of_title
from crawler.reading.metadata.organs import is_organ

_SITE = re.compile(r"(?:网|网站|门户|平台|官网|频道|首页|政府|委员会|[局厅部]|资讯|新闻|中心|\.(?:com|cn|org|gov)\S*)$")
_COLUMN = re.compile(
    r"^(?:首页|主页|网站首页|home|index|untitled(?:\s?(?:document|page))?|无标题(?:文档|页)?|无题|文档|正文|详情|详细(?:页|内容|信息)?|内容页?|通知公告|公告公示|公示公告|通知|公告|政策文件|政策法规|政策解读|"
    r"规范性文件|政府文件|政务公开|信息公开|政府信息公开|法规文件|文件发布|新闻中心|行业新闻|新闻动态|工作动态|要闻|产业规划|政策|文章)$",
    re.IGNORECASE,
)
_SITE_NAME = re.compile(r"(?:网|网站|门户|平台|频道|官网|日报|晚报|政务|公开|专栏|栏目)$")
_DOCUMENT = re.compile(
    r"(?:关于|印发).{4,80}(?:通知|公告|通告|公示|意见|决定|通报|函|批复|报告|办法|方案|措施)(?:[(（][^()（）]*[)）])?$"
)
_SEPARATORS = " \t\u3000-–—_|·>:："
_NAMES = 3
_CUT = re.compile(r"\s[-–—|_·]+\s|\s?[_|]+\s?|\s?--+\s?")


_ORDER = re.compile(
    r"^(?:[一-龥\s]{0,40}令|国令)\s?[(〔]?\s?(?:〔?\d{4}〕?年?)?\s?第?\s?[\d一二三四五六七八九十百〇零]{1,6}\s?号\s?[)〕]?[\s:,-]*"
)
"""The heading of an order (国务院令第722号) before the title of the document that the order promulgates."""
# Verbs and nouns for events and publications. A title that contains such a word is not the name of a site or an
# authority, even if it ends like one.
_EVENT = re.compile(
    r"关于|召开|举行|举办|成立|启用|启动|开通|上线|调研|出席|走访|慰问|签约|揭牌|印发|打造|走进|入选|荣获|致|\d{4}\s?年"
    r"|(?:推进|座谈|发布|现场|工作|动员|协调|视频|培训|论坛|听证|评审|洽谈|招聘|交流|总结|表彰|研讨|报告|见面|专题|调度|启动"
    r"|对接|推介|代表大|动员大|全体|电视电话)会(?:议)?$"
)
_HAPPENS = re.compile(
    r"关于|召开|举行|举办|开展|成立|启用|启动|开通|上线|调研|出席|参加|组织|部署|推进|检查|走访|慰问|签约|揭牌|印发|公布"
    r"|打造|建设|推动|加快|提升|优化|实施|落实|深化|走进|做好|促进|获|入选|荣|赴|\d{4}\s?年|年度|一图读懂|致|:|，|,|！|!"
)
_DOES = re.compile(r"召开|举行|调研|走访|出席|慰问|会见|率队|带队|赴|到访|考察")
"""Verbs for the acts of officials. No site or authority has such a word in its name."""
_BODIES = re.compile(
    r"(?:委员会|协会|学会|联合会|商会|工会|基金会|理事会|董事会|常委会|研究会|促进会|党委会|国资委|管委会)$"
)


def agree(one: str, other: str) -> bool:
    """Return whether two titles refer to the same document.

    This is the case if one title contains the other, or if at least half of their pairs of adjacent characters are
    common to both titles (Dice coefficient of at least 0.5). Only letters and digits are compared.
    """
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
    """Return a page's title without the names of the site and its sections (` - 中国政府网`, `_政策_…`), or None.

    The heading of an order before the title of the promulgated document is removed too.
    """
    parts = parts_of(title)
    if len(parts) > 1:
        telling = [part for part in parts if kind_of_title(part) and not is_column(part) and len(part) > 6]
        parts = telling or [part for part in parts if not is_column(part)] or parts
    if not parts:
        return None
    kept = _without_ends(parts[0])
    order = _ORDER.match(fold_chars(kept))
    if order and len(_squashed(kept[order.end() :])) >= 4:
        kept = kept[order.end() :]
    return kept.strip() or None


def _without_ends(title: str) -> str:
    """Return a title without the names of the site and its sections before and after hyphens without spaces."""
    while True:
        head, dash, tail = title.rpartition("-")
        if not dash or len(head) <= 3 or not _is_end(head, tail):
            break
        title = head
    while True:
        head, dash, tail = title.partition("-")
        if not dash or not kind_of_title(tail) or not (is_column(head) or _SITE.search(fold_chars(head))):
            return title
        title = tail


def _is_end(head: str, tail: str) -> bool:
    """Return whether `tail`, the words after a hyphen, names a site or a section and does not belong to the title."""
    if len(tail) <= 20 and _SITE.search(fold_chars(tail)):
        return True
    return bool(_DOCUMENT.search(head) and len(tail) <= 12 and not kind_of_title(tail) and not re.search(r"\d", tail))


def without_names(title: str, names: Iterable[str]) -> str:
    """Return a title without the names of the site and the section, which the page states in meta tags, at its ends.

    The names may be separated from the title by spaces only.
    """
    found = title.strip()
    for _ in range(_NAMES):
        before = found
        for name in filter(None, names):
            rest = found.removeprefix(name)
            if rest != found and rest[:1] in _SEPARATORS:
                found = rest.strip(_SEPARATORS)
            rest = found.removesuffix(name)
            if rest != found and rest[-1:] in _SEPARATORS:
                found = rest.strip(_SEPARATORS)
        if found == before:
            break
    return found if len(_squashed(found)) >= 4 else title


def parts_of(title: str) -> list[str]:
    """Return the parts of a page's title, such as the document's title and the names of the section and the site."""
    return [part for part in map(tidy, _CUT.split(tidy(title))) if part]


def names_event(title: str) -> bool:
    """Return whether a title contains a word for an event or a publication, so that it is not the name of a site."""
    folded = fold_chars(title).strip()
    return bool(_DOES.search(folded)) or (bool(_EVENT.search(folded)) and not _BODIES.search(folded))


def is_site(title: str) -> bool:
    """Return whether a title is certainly the name of a site, a section or an authority, not of a document or event."""
    folded = fold_chars(title).strip()
    if len(_squashed(title)) < 4 or _COLUMN.match(folded):
        return True
    if names_event(title):
        return False
    named_as_site = re.search(r"(?:网|网站|门户|平台|频道|官网|日报|晚报)$", folded) is not None
    return (named_as_site and not _HAPPENS.search(folded)) or is_organ(folded)


def is_column(title: str) -> bool:
    """Return whether a title is probably the name of a site or site section, not the title of a document.

    Names of authorities are regarded as names of sites.
    """
    folded = fold_chars(title).strip()
    return (
        len(_squashed(title)) < 4
        or _COLUMN.match(folded) is not None
        or (len(folded) < 24 and _SITE_NAME.search(folded) is not None)
        or is_organ(folded)
    )


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]", "", fold_chars(text).lower())
