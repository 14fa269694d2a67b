"""Extraction of a page's data other than its main text (its "facts").

The facts are titles, meta tags, JSON-LD, the information table and the attachments.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from crawler.model.notice import Attachment
from crawler.reading.attachment_links import attachment_links
from crawler.reading.entities import without_references
from crawler.reading.headed_values import headed_values
from crawler.reading.information_labels import TABLE_LABELS
from crawler.reading.main_text.headline import heading_above_byline, is_site_at_end
from crawler.reading.main_text.layout import PageLayout, TextLine
from crawler.text.in_place import fold_chars

_HOME = re.compile(r"(?i)(?:https?:)?(?://[^/?#]+)?(?:\./|/)?(?:(?:index|default)\.\w{3,5})?")
_MOST = {"meta": 200, "json_ld": 20, "h1": 10, "lines": 3_000}
_LONGEST_JSON = 500_000
_LONGEST_VALUE = 2_000
_COLUMN_HEADINGS = frozenset(("名称", "标题", "分类", "来源", "体裁"))
_ONE_OF = "|".join(r"\s*".join(label) for label in sorted(TABLE_LABELS, key=len, reverse=True))
_LABEL_START = re.compile(rf"[{''.join(sorted({label[0] for label in TABLE_LABELS}))}【\[〔\s|]|[一-龥]{{2,6}}/")
_START = 8
"""The maximum number of characters that `_LABEL_START` matches, or more."""
# A portal may name two fields in one label (备注/文号).
_NAMED = rf"[【\[〔]?(?:[一-龥]{{2,6}}/)??({_ONE_OF})(?:/[一-龥]{{2,6}})?[】\]〕]?"
_LABEL = re.compile(rf"(?:^|(?<=[\s|])){_NAMED}\s*[:：]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
"""Matches a `br` tag that a portal copied from the headline into a meta tag."""
_LABEL_ALONE = re.compile(_NAMED)


@dataclass(frozen=True)
class PageFacts:
    """The facts that a page states about itself, in their original form and without plausibility checks.

    Attributes:
        title_tag: the text of the title element.
        headline: the first line of the heading above the text.
        joined_headline: the whole heading if it has several lines, else None.
        h1s: the texts of all `h1` headings.
        above_byline: the text of the heading above the byline, if the page has exactly one byline.
        above_headline: the line above the headline, if the elements of both lines have the same tag and parent.
        meta: a mapping from the names or properties of the meta tags, in lower case, to their first contents.
        json_ld: the JSON-LD objects, including those in lists and in @graph.
        information: a mapping from the labels in the information table (索引号, 发文机关, …) to their first values; the
            labels have neither spaces nor a colon.
        attachments: the linked files, in page order.
        unresolved: the names of files whose URL is built by a script that cannot be resolved.
        byline: the two lines above the headline, the headline, and the seven lines below.
    """

    title_tag: str | None = None
    headline: str | None = None
    joined_headline: str | None = None
    h1s: tuple[str, ...] = ()
    above_byline: str | None = None
    above_headline: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    json_ld: tuple[dict[str, Any], ...] = ()
    information: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    unresolved: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()


def _links_home(heading: HtmlElement) -> bool:
    """Return whether a heading is the logo of the site: a link to its home page and nothing else."""
    link = next(heading.iter("a"), None)
    if link is None or not _HOME.fullmatch((link.get("href") or "").strip()):
        return False
    return "".join(link.text_content().split()) == "".join(heading.text_content().split())


def page_facts(
    tree: HtmlElement, layout: PageLayout, headline: int | None, url: str | None, headline_lines: int = 1
) -> PageFacts:
    """Return the facts of a page from its tree and layout. Raise no exception.

    `headline` is the index of the headline's first line, `headline_lines` is the number of its lines, and `url` is the
    URL of the page after redirects. If `url` is None, the page is not searched for attachments.
    """
    title = _clean(without_references(tree.findtext(".//title") or ""))
    headings = (
        " ".join(heading.text_content().split())
        for heading in islice(tree.iter("h1"), _MOST["h1"])
        if not _links_home(heading)
    )
    files = attachment_links(tree, url) if url is not None else ()
    return PageFacts(
        title_tag=title,
        headline=layout.lines[headline].text if headline is not None else None,
        joined_headline=_joined_headline(layout, headline, headline_lines),
        h1s=tuple(heading for heading in headings if heading and not is_site_at_end(heading, title)),
        above_byline=heading_above_byline(layout),
        above_headline=_above(layout, headline),
        meta=_meta(tree),
        json_ld=tuple(islice(_json_ld(tree), _MOST["json_ld"])),
        information=_information(layout),
        attachments=tuple(file for file in files if file.url),
        unresolved=tuple(file.name for file in files if not file.url),
        byline=_byline(layout, headline),
    )


def _joined_headline(layout: PageLayout, headline: int | None, count: int) -> str | None:
    if headline is None or count < 2:
        return None
    title = ""
    for line in layout.lines[headline : headline + count]:
        title += (" " if title and title[-1].isascii() and line.text[0].isascii() else "") + line.text
    return title


def _above(layout: PageLayout, headline: int | None) -> str | None:
    if not headline:
        return None
    line, below = layout.lines[headline - 1 : headline + 1]
    block, other = layout.blocks[line.block], layout.blocks[below.block]
    return line.text if not line.linked and (block.tag, block.parent) == (other.tag, other.parent) else None


def _byline(layout: PageLayout, headline: int | None) -> tuple[str, ...]:
    if headline is None:
        return ()
    return tuple(line.text[:_LONGEST_VALUE] for line in layout.lines[max(0, headline - 2) : headline + 8])


def _clean(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in islice(tree.iter("meta"), _MOST["meta"]):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop")
        content = _clean(without_references(_BREAK.sub("", meta.get("content") or "")))
        if name and content:
            found.setdefault(name.strip().lower(), content[:_LONGEST_VALUE])
    return found


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in islice(tree.iter("script"), _MOST["meta"]):
        if (script.get("type") or "").lower().startswith("application/ld+json"):
            written = (script.text or "")[:_LONGEST_JSON]
            try:
                # Unescaped line breaks within strings are common and accepted.
                yield from _objects(json.loads(written.strip(" \t\r\n;"), strict=False))
            except (ValueError, RecursionError):
                continue


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
    elif isinstance(value, dict):
        yield value
        graph = value.get("@graph")
        if isinstance(graph, list):
            yield from (item for item in graph if isinstance(item, dict))
        if isinstance(main := value.get("mainEntity"), dict):
            yield main


def _information(layout: PageLayout) -> dict[str, str]:
    """Return a mapping from the labels of the information table to their values.

    A line contains one or several pairs of label and value, or only a label. In the latter case, the next line is the
    value, unless the label is in a row of labels above a row of values. Labels that are also column headings (序号,
    名称, 技术参数) are recognized only beside another label.
    """
    headed = headed_values(layout, _label_alone)
    found = {label: value[:_LONGEST_VALUE] for label, value in headed.values.items()}
    waiting = None
    table = -1
    lines = layout.lines[: _MOST["lines"]]
    labelled = [() if at in headed.heads else _pairs(line.text) for at, line in enumerate(lines)]
    for at, (line, pairs) in enumerate(zip(lines, labelled, strict=True)):
        # The last cell of a table may be empty; then the line after the table is not its value.
        if waiting and not pairs and (table < 0 or _table_of(layout, line) == table):
            beside = (*labelled[max(0, at - 3) : at - 1], *labelled[at + 1 : at + 2])
            if waiting not in _COLUMN_HEADINGS or any(beside):
                found.setdefault(waiting, line.text[:_LONGEST_VALUE])
        waiting = None
        for label, value in pairs:
            if value:
                found.setdefault(label, value[:_LONGEST_VALUE])
            else:
                waiting = label
                table = _table_of(layout, line)
    return found


def _table_of(layout: PageLayout, line: TextLine) -> int:
    """Return the index of the innermost `table` block that contains a line, or -1 if the line is not in a table."""
    place = line.block
    while place >= 0 and layout.blocks[place].tag != "table":
        place = layout.blocks[place].parent
    return place


def is_information(text: str) -> bool:
    """Return whether a line begins with a label of the information table that is followed by a colon."""
    return _may_be_labelled(text) and _LABEL.match(fold_chars(text)) is not None


def _may_be_labelled(text: str) -> bool:
    """Return whether a line may begin with a label. Most lines do not, and need not be folded as a whole."""
    return _is_label_start(text[:_START])


@lru_cache(maxsize=4096)
def _is_label_start(text: str) -> bool:
    """Return whether a text is the start of a label. Results are cached, because pages of a site share many lines."""
    return _LABEL_START.match(fold_chars(text)) is not None


def is_labelled_row(text: str) -> bool:
    """Return whether a line is a row of the information table, because its first cell is a label."""
    first, tab, _ = text.partition("\t")
    return bool(tab and _LABEL_ALONE.fullmatch(fold_chars(first).strip()))


def _label_alone(text: str) -> str | None:
    """Return the label that a text consists of, in simplified characters, or None for any other text."""
    if not _may_be_labelled(text):
        return None
    alone = _LABEL_ALONE.fullmatch(fold_chars(text).rstrip(" :："))
    return _joined(alone) if alone else None


def _pairs(text: str) -> list[tuple[str, str]]:
    """Return the pairs of label and value in a line that begins with a label, or an empty list for any other line.

    The labels are returned in simplified characters.
    """
    if not _may_be_labelled(text):
        return []
    folded = fold_chars(text)
    if alone := _LABEL_ALONE.fullmatch(folded):
        return [(_joined(alone), "")]
    labels = list(_LABEL.finditer(folded)) if _LABEL.match(folded) else []
    ends = [*(label.start() for label in labels[1:]), len(text)]
    return [(_joined(label), text[label.end() : end].strip(" |；;")) for label, end in zip(labels, ends, strict=False)]


def _joined(label: re.Match[str]) -> str:
    return "".join(label[1].split())
