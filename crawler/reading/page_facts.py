"""What a page says of itself beside its text: titles, meta tags, JSON-LD, the information table, its attachments."""

from dataclasses import dataclass, field
from typing import Any


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
    JSON-LD, those in lists and @graph too; `information` the pairs of the information table (索引号, 发文机关,
    成文日期, …), labels without spaces and colon, the first of each; `attachments` the files linked to, in order.
    """

    title_tag: str | None = None
    headline: str | None = None
    h1s: tuple[str, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    json_ld: tuple[dict[str, Any], ...] = ()
    information: dict[str, str] = field(default_factory=dict)
    attachments: tuple[LinkedFile, ...] = ()
