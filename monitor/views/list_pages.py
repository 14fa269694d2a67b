"""The files of the static site of living lists: pages, JSON, CSV and feeds.

All text of crawled pages is escaped, and links are limited to http and https. Pure functions, apart from reading
templates.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.text.i18n import current_language, gettext
from monitor.text.sanitize import outside_link, plain
from monitor.text.zone import local_day, local_time
from monitor.views.living_lists import LIST_HEADINGS, list_cell
from monitor.views.spreadsheets import csv_text
from monitor.views.syndication import FeedHead, FeedItem, atom_feed, json_feed

_TEMPLATES = Path(__file__).parent / "templates"
_SHOWN = 30
"""Maximum number of changes on the page of a list."""


@dataclass(frozen=True)
class ListPage:
    """A list to be published: its id, title, columns, rows, and the latest changes to it."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]
    changes: Sequence[FeedItem]

    @property
    def folder(self) -> str:
        """The name of the list's folder, which is unique among the lists and valid on every file system."""
        kept = "".join(char for char in self.id if (char.isascii() and char.isalnum()) or char in "-_")
        if kept == self.id and kept == kept.lower() and len(kept) <= 60:
            return kept
        return f"{kept[:40].lower()}-{hashlib.sha256(self.id.encode()).hexdigest()[:10]}".lstrip("-")


def site_files(pages: Sequence[ListPage], now: datetime, base_url: str) -> dict[str, bytes]:
    """Return the content of each file of the site by its path. `base_url` is the site's URL, or empty."""
    files = {
        "index.html": _rendered("list_site_index.html", pages=pages, moment=local_time(now)),
        "style.css": (_TEMPLATES / "list_site.css").read_bytes(),
    }
    for page in pages:
        files |= {f"{page.folder}/{name}": body for name, body in _list_files(page, now, base_url).items()}
    return files


def _list_files(page: ListPage, now: datetime, base_url: str) -> dict[str, bytes]:
    base = f"{base_url.rstrip('/')}/{page.folder}/" if base_url else ""

    def head(name: str) -> FeedHead:
        address = f"{base}{name}" if base else ""
        return FeedHead(f"urn:noticewatch:list:{page.folder}", page.title, address, "", current_language())

    shown = ListPage(page.id, page.title, page.columns, page.rows, page.changes[:_SHOWN])
    rows = [[list_cell(row, column) for column in page.columns] for row in page.rows]
    headings = [gettext(LIST_HEADINGS[column]) for column in page.columns]
    listed = {"list": page.id, "title": page.title, "as_of": f"{now:%Y-%m-%d %H:%M}", "entries": list(page.rows)}
    return {
        "index.html": _rendered("list_site_page.html", page=shown, moment=local_time(now)),
        "list.json": json.dumps(listed, ensure_ascii=False, indent=1).encode(),
        "list.csv": csv_text(headings, rows, excel=True).encode(),
        "atom.xml": atom_feed(head("atom.xml"), page.changes),
        "feed.json": json_feed(head("feed.json"), page.changes),
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": gettext, "outside": outside_link, "headings": LIST_HEADINGS, "cell": list_cell}
    environment.globals["day"] = local_day
    environment.filters |= {"plain": lambda text: plain(str(text))}
    return environment


def _rendered(template: str, **values: Any) -> bytes:
    text = _environment().get_template(template).render(language=current_language(), **values)
    return text.encode("utf-8", "replace")
