"""Cleaning of the titles that a web page shows, and their comparison with the title in the document's text.

Cleaning removes the names of the website and of its sections ("columns", 栏目).
"""

import re
from collections.abc import Iterable

from crawler.reading.metadata.folded import fold_chars, squashed, tidy
from crawler.reading.metadata.kind import kind_of_title
from crawler.reading.metadata.organs import is_organs
from crawler.reading.metadata.site_names import is_call, is_column, is_site, is_usual_column

_SITE = re.compile(r"(?:网|网站|门户|平台|官网|频道|首页|政府|委员会|[局厅部]|资讯|新闻|中心|\.(?:com|cn|org|gov)\S*)$")
_TOOL = re.compile(r"[【\[(（〔]\s*(?P<words>[^【】\[\]()（）〔〕]{1,24})[】\])）〕]$")
_LINK_MARK = re.compile(r"\s?[¶§\U0001f517]$|(?<=\w)\s#$")
_FLAG = re.compile(r"\s*[【\[][^【】\[\]]{1,6}[】\]]\s*")
_COUNT = re.compile(r"(?:浏览|阅读|点击|访问)(?:量|数|次数)?\s?[:：]?\s?\d{0,9}\s?次?$")
_DOCUMENT = re.compile(
    r"(?:关于|印发).{4,80}(?:通知|公告|通告|公示|意见|决定|通报|函|批复|报告|办法|方案|措施)(?:[(（][^()（）]*[)）])?$"
)
_SEPARATORS = " \t\u3000-–—_|·>:："
_NAMES = 3
_WORD_AFTER = re.compile(r" [A-Za-z]")
_CUT = re.compile(
    r"\s[-–—|_·•/<>]+\s|\s?[_|｜丨»«›‹]+\s?|\s?>>+\s?|\s?::\s?|\s?--+\s?|(?<=通知|公告|公示|通告)——?(?=[一-龥]{2,20}$)"
)
"""Matches separators between a title and the names of the site and its sections.

A single < or > may be a quotation mark.
"""
_LABEL = re.compile(
    r"^(?:[【\[［](?P<label>[^【】\[\]［］]{4,8})[】\]］]|(?P<column>[一-龥]{4})\s?[:：](?=\S{0,30}关于))\s?(?=\S{4})"
)
"""Matches a label before a title, such as 【通知公告】 or 通知公告：.

A label that says 解读 states what the document is.
"""

_SITE_BEFORE = re.compile(r"(?P<site>[^:：,，]{3,30}(?P<end>网站?|官网|门户|平台|频道))\s?[:：,，]\s?(?=\S{4})")
"""Matches the name of a site and a colon or comma before a title. `end` is the word with which the name ends."""
_ORDER = re.compile(
    r"^(?:[一-龥\s]{0,40}令|国令)\s?[(〔]?\s?(?:〔?\d{4}〕?年?)?\s?第?\s?[\d一二三四五六七八九十百〇零]{1,6}\s?号\s?[)〕]?[\s:,-]*"
)
"""Matches the heading of an order (国务院令第722号) before the title of the document that the order promulgates."""
_GENRE = re.compile(r"(?:政策|文件|图文|一图|视频)?(?:解读|图解|读懂|问答|动漫|访谈|回应)")


def with_issuer(heading: str | None, above: str | None) -> str | None:
    """Return a page's heading. If it begins with 关于, the issuers in the line above it (`above`) are prepended."""
    if heading and above and fold_chars(heading).startswith("关于") and is_organs(fold_chars(above).strip()):
        return f"{tidy(above)}{heading}"
    return heading


def without_tools(heading: str) -> str:
    """Return a page's heading without bracketed buttons and counters at its end (【打印】, (浏览 12 次))."""
    found = heading.rstrip()
    while (tool := _TOOL.search(found)) and tool.start():
        words = fold_chars(tool["words"]).strip()
        if not is_call(words) and not _COUNT.match(words):
            break
        found = found[: tool.start()].rstrip()
    return found


def without_mark(heading: str) -> str:
    """Return a heading without the mark at its end that links to the heading itself (¶)."""
    return _LINK_MARK.sub("", heading)


def without_flag(heading: str, tags: Iterable[str]) -> str:
    """Remove a bracketed mark ([置顶]) from the beginning of a heading if a title tag of the page omits the mark."""
    flag = _FLAG.match(heading)
    if not flag or _GENRE.search(fold_chars(flag[0])) or any(tidy(tag).startswith(flag[0].strip()) for tag in tags):
        return heading
    rest = heading[flag.end() :]
    letters = squashed(rest)
    return rest if len(letters) > 3 and any(squashed(tag).startswith(letters) for tag in tags) else heading


def whole_heading(title: str, tags: Iterable[str]) -> str | None:
    """Return `title` if all its parts belong to the heading of the text (`政策解读|关于…的措施`), or None.

    This is assumed if there are several parts and one of the title tags `tags` begins with them. The result is None if
    one of the parts is the name of the site, or if a part other than the first names a section. The first part may name
    a section, because sections such as 政策解读 also state the genre of the text.
    """
    first, *others = parts_of(title) or [""]
    if not others or is_site(first) > bool(_GENRE.fullmatch(first)) or any(map(is_column, others)):
        return None
    letters = squashed(title)
    return tidy(title) if any(squashed(tag).startswith(letters) for tag in tags) else None


def titles_match(one: str, other: str) -> bool:
    """Return whether two titles refer to the same document.

    This is the case if one title contains the other, or if at least half of their pairs of adjacent characters are
    equal (Dice coefficient of at least 0.5). Only letters and digits are compared.
    """
    first = squashed(one)
    second = squashed(other)
    if not first or not second:
        return False
    if first in second or second in first:
        return True
    pairs, others = ({text[place : place + 2] for place in range(len(text) - 1)} for text in (first, second))
    common = len(pairs & others)
    return common > 0 and 4 * common >= len(pairs) + len(others)


def cut_site(title: str) -> str | None:
    """Return a page's title without the names of the site and its sections (` - 中国政府网`, `_政策_…`).

    Return None if nothing is left. If the heading of an order precedes the title of the promulgated document, it is
    removed too.
    """
    parts = parts_of(_without_site_before(_without_label(title)))
    if len(parts) > 1 and "解读" in parts[0] and parts[1].startswith("《"):
        return title.strip()
    if len(parts) > 1:
        telling = [part for part in parts if kind_of_title(part) and not is_column(part) and len(part) > 6]
        parts = telling or _longest_first([part for part in parts if not is_column(part)]) or parts
    if not parts:
        return None
    kept = _without_ends(parts[0])
    order = _ORDER.match(fold_chars(kept))
    if order and len(squashed(kept[order.end() :])) >= 4:
        kept = kept[order.end() :]
    return kept.strip() or None


def _longest_first(parts: list[str]) -> list[str]:
    """Return the parts of a title tag, with the longest part first if it is more than twice as long as the first one.

    The name of a site may precede the title (`Ministry | News | Call for applications …`), but is shorter.
    """
    longest = max(parts, key=len, default="")
    return [longest, *parts] if parts and len(longest) > 2 * len(parts[0]) else parts


def _without_label(title: str) -> str:
    """Remove the name of a site section, such as 【通知公告】, from the beginning of a title.

    Other labels, such as [已废止] and 【关注】, belong to the title.
    """
    label = _LABEL.match(title.strip())
    if not label or "解读" in label[0] or not is_usual_column(label["label"] or label["column"]):
        return title
    return title.strip()[label.end() :]


def _without_site_before(title: str) -> str:
    """Return a title without the name of a site and the colon or comma after it (`…人民政府网：关于…的通知`).

    The name of a platform may also be the subject of a headline (`…服务平台：让数据多跑路`). Therefore, the name is
    removed only if the text after it is the title of a document, or if it ends in 网, 网站 or 官网 and a colon follows.
    """
    before = _SITE_BEFORE.match(title)
    if not before or not is_site(before["site"]):
        return title
    rest = title[before.end() :]
    is_whole = before["end"] in ("网", "网站", "官网") and title[before.end("site") :].lstrip()[0] in ":："
    return rest if is_whole or kind_of_title(rest) else title


def _without_ends(title: str) -> str:
    """Return a title without the names of the site and its sections at its ends.

    The names are joined to the title by hyphens without spaces. After the title of a document, the name of the site may
    also be separated by a space.
    """
    head, _, tail = title.rpartition(" ")
    if kind_of_title(head) and is_site(tail) and not is_column(head):
        title = head.rstrip()
    cut = False
    while True:
        head, dash, tail = title.rpartition("-")
        if not dash or len(head) <= 3 or not (_is_end(head, tail) or (cut and _is_section(tail))):
            break
        cut = cut or is_site(tail)
        title = head
    while True:
        head, dash, tail = title.partition("-")
        if not dash or not kind_of_title(tail) or not (is_column(head) or _SITE.search(fold_chars(head))):
            return title
        title = tail


def _is_section(tail: str) -> bool:
    """Return whether `tail`, the words between a title and the site's name, is the name of a section (最新消息)."""
    return re.fullmatch(r"[一-龥]{4,6}", tail) is not None and not kind_of_title(tail)


def _is_end(head: str, tail: str) -> bool:
    """Return whether the words after a hyphen name a site or section and are not a part of the title.

    `head` are the words before the hyphen, and `tail` are the words after it.
    """
    if len(tail) <= 20 and _SITE.search(fold_chars(tail)):
        return True
    return bool(_DOCUMENT.search(head) and len(tail) <= 12 and not kind_of_title(tail) and not re.search(r"\d", tail))


def without_names(title: str, names: Iterable[str]) -> str:
    """Return a title without the names of the site and the section at its beginning and end.

    The page states these names in meta tags. They are removed even if only spaces separate them from the title.
    """
    found = title.strip()
    for _ in range(_NAMES):
        before = found
        for name in filter(None, names):
            rest = found.removeprefix(name)
            # A space after a Latin name only separates words.
            if rest != found and rest[:1] in _SEPARATORS and not _WORD_AFTER.match(rest):
                found = rest.strip(_SEPARATORS)
            rest = found.removesuffix(name)
            if rest != found and rest[-1:] in _SEPARATORS:
                found = rest.strip(_SEPARATORS)
        if found == before:
            break
    return found if len(squashed(found)) >= 4 else title


def parts_of(title: str) -> list[str]:
    """Return the parts of a page's title, such as the document's title and the names of the section and the site."""
    return [part for part in map(tidy, _CUT.split(tidy(title))) if part]
