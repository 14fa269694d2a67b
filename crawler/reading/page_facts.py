"""What a page says of itself beside its text: titles, meta tags, JSON-LD, the information table, its attachments."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.reading.main_text.layout import FILE, Layout

_MOST = {"meta": 200, "json_ld": 20, "h1": 10, "attachments": 200, "anchors": 20_000, "lines": 3_000}
_LONGEST_JSON, _LONGEST_VALUE = 500_000, 2_000
_DOWNLOAD = re.compile(r"(?i)download|attach|fujian|/fj/|getfile|filedown")
_NAMED_FILE = re.compile(r"(?i)\.(pdf|docx?|xlsx?|pptx?|wps|et|ofd|rtf|csv|zip|rar|7z)\s*[\])）】]?\s*$")
_LABELS = (
    "索引号 信息索引号 发文机关 发布机构 发文机构 发布单位 发文单位 制发机关 制定机关 公开机构"
    " 公开主体 责任部门 公开责任部门 信息来源 来源 文章来源 发文字号 发文文号 文件编号 文号 文件号"
    " 成文日期 成文时间 生成日期 发文日期 发文时间 印发日期 发布日期 发布时间 公开日期 公开时间"
    " 公布日期 标题 名称 信息名称 文件名称 主题分类 信息分类 分类 主题词 关键词 公文种类 文种"
    " 体裁分类 体裁 有效性 时效性 时效 有效期 文件状态 效力状态 实施日期 施行日期 生效日期 失效日期"
    " 废止日期 终止日期 统一登记号 登记号 公开方式 公开范围 公开形式 公开时限"
).split()
"""Labels of the information table that 政府信息公开目录系统 put over a document."""
_ONE_OF = "|".join(r"\s*".join(label) for label in sorted(_LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"(?:^|(?<=[\s|]))[【\[]?({_ONE_OF})[】\]]?\s*[:：]")
_LABEL_ALONE = re.compile(rf"[【\[]?({_ONE_OF})[】\]]?")


@dataclass(frozen=True)
class LinkedFile:
    """An attachment as the page links to it; `url` is absolute."""

    name: str
    url: str


@dataclass(frozen=True)
class PageFacts:
    """The facts a page gives of itself, as it writes them; nothing is judged.

    `title_tag` is the title element, `headline` the heading that stands over the text, `h1s` all first-order headings;
    `meta` maps the name or property of meta tags, in lower case, to their first content; `json_ld` holds the objects of
    JSON-LD, those in lists and @graph too; `information` the pairs of the information table (索引号, 发文机关, …),
    labels without spaces and colon, the first of each; `attachments` the files linked to, in order.
    """

    title_tag: str | None = None
    headline: str | None = None
    h1s: tuple[str, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    json_ld: tuple[dict[str, Any], ...] = ()
    information: dict[str, str] = field(default_factory=dict)
    attachments: tuple[LinkedFile, ...] = ()


def page_facts(tree: HtmlElement, layout: Layout, headline: int | None, url: str) -> PageFacts:
    """The facts of a page that answered at `url`, from its tree and its layout. Never raises."""
    headings = (" ".join(one.text_content().split()) for one in islice(tree.iter("h1"), _MOST["h1"]))
    return PageFacts(
        title_tag=_clean(tree.findtext(".//title")),
        headline=layout.lines[headline].text if headline is not None else None,
        h1s=tuple(filter(None, headings)),
        meta=_meta(tree),
        json_ld=tuple(islice(_json_ld(tree), _MOST["json_ld"])),
        information=_information(layout),
        attachments=tuple(islice(_attachments(tree, url), _MOST["attachments"])),
    )


def _clean(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in islice(tree.iter("meta"), _MOST["meta"]):
        name = one.get("name") or one.get("property") or one.get("itemprop")
        content = _clean(one.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content[:_LONGEST_VALUE])
    return found


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in islice(tree.iter("script"), _MOST["meta"]):
        if (script.get("type") or "").lower().startswith("application/ld+json"):
            written = (script.text or "")[:_LONGEST_JSON]
            try:
                # Line breaks within strings are common, and no harm.
                yield from _objects(json.loads(written.strip(" \t\r\n;"), strict=False))
            except (ValueError, RecursionError):
                continue


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))
    elif isinstance(value, dict):
        yield value
        graph = value.get("@graph")
        if isinstance(graph, list):
            yield from (one for one in graph if isinstance(one, dict))


def _information(layout: Layout) -> dict[str, str]:
    """Pairs of label and value: one or several in a line, or the label in one cell and the value in the next."""
    found: dict[str, str] = {}
    waiting = None
    for line in layout.lines[: _MOST["lines"]]:
        pairs = _pairs(line.text)
        if waiting and not pairs:
            found.setdefault(waiting, line.text[:_LONGEST_VALUE])
        waiting = None
        for label, value in pairs:
            if value:
                found.setdefault(label, value[:_LONGEST_VALUE])
            else:
                waiting = label
    return found


def is_information(text: str) -> bool:
    """Whether a line begins with a label of the information table."""
    return bool(_LABEL.match(text))


def _pairs(text: str) -> list[tuple[str, str]]:
    """The labels of a line that begins with one, with what stands after each."""
    if alone := _LABEL_ALONE.fullmatch(text):
        return [(_joined(alone), "")]
    labels = list(_LABEL.finditer(text)) if _LABEL.match(text) else []
    ends = [*(label.start() for label in labels[1:]), len(text)]
    return [(_joined(label), text[label.end() : end].strip(" |；;")) for label, end in zip(labels, ends, strict=False)]


def _joined(label: re.Match[str]) -> str:
    return "".join(label[1].split())


def _attachments(tree: HtmlElement, url: str) -> Iterator[LinkedFile]:
    """Links to files: by the ending of the address, or by a mark of a download with a file's name for a text."""
    base = _joined_url(url, (tree.xpath("string(//base/@href)") or "").strip()) or url
    seen = set()
    for anchor in islice(tree.iter("a"), _MOST["anchors"]):
        href = (anchor.get("href") or "").strip()
        if not href or not (FILE.search(href) or _is_download(anchor, href)):
            continue
        address = _joined_url(base, href)
        if address and address not in seen:
            seen.add(address)
            yield LinkedFile(_name(anchor, address), address)


def _is_download(anchor: HtmlElement, href: str) -> bool:
    named = _NAMED_FILE.search(anchor.get("title") or "") or _NAMED_FILE.search(anchor.text_content()[-200:])
    return bool(named) and (anchor.get("download") is not None or bool(_DOWNLOAD.search(href)))


def _joined_url(base: str, href: str) -> str | None:
    try:
        joined = urljoin(base, href)
        return joined if urlsplit(joined).scheme in ("http", "https") and urlsplit(joined).hostname else None
    except ValueError:
        return None


def _name(anchor: HtmlElement, address: str) -> str:
    """What an attachment is called: the link's text, its title, or the last part of its address."""
    shown = " ".join(anchor.text_content().split()) or " ".join((anchor.get("title") or "").split())
    return (shown or unquote(urlsplit(address).path.rpartition("/")[2]) or address)[:300]
