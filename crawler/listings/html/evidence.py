"""Decision whether rows are notices, based on their dates, titles and URLs (the "evidence").

A menu also has repeated rows. But its rows have no dates, no titles as long as sentences, no words for document types,
and no URLs of single documents. Pure functions; no I/O.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from unicodedata import east_asian_width
from urllib.parse import urlsplit

from crawler.listings.html.calibration import CALIBRATION
from crawler.model.dates import date_in_url

# Words for document types at the end of a title, and usual beginnings of titles (党政机关公文处理工作条例 第八条, in
# simplified and traditional characters; English notices).
_NOTICE = re.compile(
    r"(?i)^[【\[(（〔]?[^】\])）〕]{0,20}[】\])）〕]?\s*(?:关于|關於|印发|转发|印發|轉發)"
    r"|(?:通知|公告|通告|意见|意見|决定|決定|办法|辦法|批复|批覆|公报|公報|公示|细则|細則|规定|規定|条例|條例|方案|纪要|函|令|答复|答覆|解读|解讀|名单|名單|结果|結果|公示表|情况|事项)"
    r"(?:[（(〔\[【][^()（）]{0,40}[)）〕\]】])?(?:的?(?:通知|公告|公示|函))?\s*[.…]{0,6}$"
    r"|\b(?:notice|announcement|press release|circular|advisory|order no|regulation|guidance|consultation|v\.)(?:\b|\s)"
)
_OFFICIAL = re.compile(r"[长記记任员員席理师師][:：\s]\s?[\u4e00-\u9fff·]{2,4}$")
"""Matches an official position with the name of its holder, as in the list of an authority's leaders."""
_ARROW = re.compile(r"[>＞»›→]\s*$|^\s*[<＜«‹←]")
"""Matches a link to more information, such as 查看详情>>, or to another page, such as `<< Older posts`."""
_LIST_PATH = re.compile(
    r"(?i)(?:^|/)(?:col|column|columns|channel|channels|cat|category|categories|node|list|lists|lm|index|default|home|tag|tags"
    r"|topic|topics|special|zt|ztzl|menu|nav|site|dept|about|app|apps)(?:[_-]?\d{0,9})?(?:/|\.|$)"
)
_TERM = re.compile(
    r"(?i)/(?:category|categories|categorie|kategorie|tag|tags|author|auteur|rubrique|taxonomy|label|labels)/[^/]{1,80}"
    r"(?:/(?:index\.\w{3,5})?)?$"
)
"""Matches the path of a category, a keyword or an author. Articles link to them next to their date."""
_ARCHIVE = re.compile(r"/(?:19|20)\d\d/(?:(?:0?[1-9]|1[0-2])/)?(?:index\.\w{3,5})?$")
"""Matches the path of the archive of a year or a month."""
_SEARCH = re.compile(r"(?i)(?:^|&)(?:q|s|query|keywords?|kw|wd|search|searchword|tag|label)=(?!\d{3,}(?:&|$))[^&]")
"""Matches the URL query of a word search, as in keyword links and in advertisements on parked domains."""
_FILE = re.compile(r"(?i)\.(?:pdf|docx?|ofd|wps|rtf|xlsx?|zip|rar)$")
_PAGE = re.compile(r"(?i)\.(?:s?html?|jspx?|aspx?|php|do|action|cfm)$")
_ID = re.compile(r"(?i)(?:^|&)(?:\w{0,20}id|no|num|code|article|doc|key|guid|uuid|p|aid|sn|infoid)=[\w-]{1,80}")
_HASH = re.compile(r"(?i)^[0-9a-f-]{16,64}$")
_INDEX = re.compile(r"(?i)^/?(?:index|default|home|main)?(?:\.\w{1,5})?/?$")


@dataclass(frozen=True)
class RowEvidence:
    """The evidence that a row is a notice: its title, its link's URL, and whether a date is beside the link."""

    title: str
    url: str
    dated: bool = False


def is_evident(rows: Sequence[RowEvidence], page_url: str) -> bool:
    """Return whether the dates, titles and URLs of rows are sufficient evidence that the rows are notices."""
    if not rows:
        return False
    limits = CALIBRATION
    titles = [row.title.strip() for row in rows]
    if _are_navigation(rows, titles, page_url):
        return False
    width = median(map(width_of, titles))
    dated = _share(bool(row.title) and (row.dated or bool(date_in_url(row.url))) for row in rows)
    notices = _share(names_notice(row.title) for row in rows)
    files = _share(is_file(row.url) for row in rows)
    if files < limits.most and len(set(titles)) > 1 and _share(map(_is_name, titles)) >= limits.names:
        return False
    if dated >= (1 if len(rows) < limits.few else limits.most):
        return width >= limits.short
    documents = _share(is_document(row.url) for row in rows) if _ids_differ(rows) else 0
    if files >= 0.8 and width >= limits.file_title:
        return True
    if _share(_is_list(row.url) for row in rows) > limits.most:
        return False
    if notices >= limits.most and width >= limits.named:
        return True
    if len(rows) < limits.few and _share(_is_foreign(row.url, page_url) for row in rows) > limits.most:
        return False
    return _own_width(titles) >= (limits.title if documents >= limits.most else limits.sentence)


def _are_navigation(rows: Sequence[RowEvidence], titles: Sequence[str], page_url: str) -> bool:
    """Return whether most rows belong to the navigation of a site.

    Such rows link to home pages, to the leaders of an authority, or to lists filtered by keyword, author, month or
    search term.
    """
    return any(
        _share(shares) > CALIBRATION.most
        for shares in (
            (_is_home(row.url, page_url) for row in rows),
            (_selects_pages(row.url) for row in rows),
            (bool(_OFFICIAL.search(title)) for title in titles),
        )
    )


def _selects_pages(url: str) -> bool:
    """Return whether a URL leads to a filtered list of pages: by keyword, author, month, or search term."""
    parts = urlsplit(url)
    return bool(_TERM.search(parts.path) or is_archive(url) or _SEARCH.search(parts.query))


def is_archive(url: str) -> bool:
    """Return whether a URL leads to the archive of a year or a month."""
    parts = urlsplit(url)
    return not parts.query and bool(_ARCHIVE.search(parts.path))


def _own_width(titles: Sequence[str]) -> float:
    """Return the median width of the titles without the beginning that all of them share, such as "More about …".

    If the titles differ only in their numbers, as in a series, their full width counts.
    """
    limits = CALIBRATION
    first, last = min(titles), max(titles)
    common = next((place for place, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), 0)
    own = [title[common:] for title in titles]
    is_series = median(sum(map(str.isalpha, words)) for words in own) < limits.series
    return median(map(width_of, titles if is_series else own))


def is_evident_alone(row: RowEvidence, page_url: str) -> bool:
    """Return whether the only row of a list is a notice, judged by its date or by its title and URL."""
    if _is_home(row.url, page_url) or _is_list(row.url) or has_arrow(row.title):
        return False
    named = names_notice(row.title) and width_of(row.title) >= CALIBRATION.title
    return row.dated or (named and is_document(row.url))


def has_arrow(title: str) -> bool:
    """Return whether a title points to something else, such as `more >>` or `<< Older posts`."""
    return bool(_ARROW.search(title))


def names_notice(title: str) -> bool:
    """Return whether a title has a word for a document type, or the usual beginning of a notice's title."""
    return bool(_NOTICE.search(title.strip()))


def is_file(url: str) -> bool:
    """Return whether a URL has the file name extension of a document."""
    return bool(_FILE.search(urlsplit(url).path))


def _is_name(title: str) -> bool:
    """Return whether a title is a single word in a script that separates words by spaces, such as Latin.

    The result is False for titles in Chinese and other East Asian scripts.
    """
    return len(title.split()) < 2 and width_of(title) == len(title) and any(map(str.isalpha, title))


def _ids_differ(rows: Sequence[RowEvidence]) -> bool:
    """Return whether the rows have different ids in the queries of their URLs, so that the ids can identify notices.

    If all ids are the same, they identify a session or the listing page instead. The result is also True if fewer than
    two rows have an id.
    """
    ids = [match[0] for row in rows if (match := _ID.search(urlsplit(row.url).query))]
    return len(ids) < 2 or len(set(ids)) > 1


def width_of(text: str) -> int:
    """Return the display width of a text, in which wide characters (Unicode Standard Annex 11) count as two."""
    return len(text) + sum(1 for char in text if east_asian_width(char) in "WF")


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return sum(found) / max(1, len(found))


def _is_foreign(url: str, page_url: str) -> bool:
    return urlsplit(url).hostname != urlsplit(page_url).hostname


def _is_home(url: str, page_url: str) -> bool:
    parts = urlsplit(url)
    if parts.query or parts.fragment:
        return False
    foreign = _is_foreign(url, page_url)
    depth = parts.path.strip("/").count("/")
    return bool(_INDEX.match(parts.path)) or (
        foreign
        and depth == 0
        and not _PAGE.search(parts.path)
        and not _FILE.search(parts.path)
        and not re.search(r"\d{3}|-\w+-", parts.path)
    )


def _is_list(url: str) -> bool:
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    if re.search(r"\d{4,}|[0-9a-f]{16}", last) and not _LIST_PATH.search("/" + last):
        return False
    return bool(_LIST_PATH.search(parts.path)) and not _ID.search(parts.query)


def is_document(url: str) -> bool:
    """Return whether a URL looks like the URL of a single document.

    Such a URL ends in a number or an id, leads to a file, or has a long name.
    """
    parts = urlsplit(url)
    if _is_list(url):
        return False
    if _ID.search(parts.query) or (parts.fragment.startswith(("/", "!")) and "=" in parts.fragment):
        return True
    last = parts.path.rstrip("/").rpartition("/")[2]
    name = _PAGE.sub("", last)
    if _FILE.search(last) or _HASH.match(name):
        return True
    if any(map(str.isdigit, name)):
        return bool(_PAGE.search(last)) or bool(re.search(r"\d{3,}", name)) or name.isdigit()
    return name.count("-") >= 4 or (bool(_PAGE.search(last)) and len(name) >= 20)


def is_below(url: str, page_url: str) -> bool:
    """Return whether a URL leads to a page below another page, judged by host and path.

    For example, `/products/12.html` is below `/products/`, `/products/index.html` and `/products.html`. No page is
    below a home page.
    """
    own = urlsplit(page_url)
    folder, _, name = own.path.rpartition("/")
    above = folder if _INDEX.match(name) else f"{folder}/{_PAGE.sub('', name)}"
    parts = urlsplit(url)
    return bool(above) and parts.hostname == own.hostname and parts.path.startswith(f"{above}/")


def are_names_only(rows: Sequence[RowEvidence]) -> bool:
    """Return whether most rows have neither a date, nor a title of a notice, nor a digit or a file in their URL.

    Notices without dates usually have such URLs. The entries of a catalogue, such as services, courses and departments,
    have URLs made of their names.
    """
    numbered = (any(map(str.isdigit, row.url.partition("//")[2].partition("/")[2])) for row in rows)
    told = (row.dated or is_file(row.url) or names_notice(row.title) for row in rows)
    return _share(map(any, zip(numbered, told, strict=True))) < CALIBRATION.most
