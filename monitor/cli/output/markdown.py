"""Export of notices as Markdown files with YAML front matter, one file per notice."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from monitor.cli.output.column import Row
from monitor.errors import UnknownError
from monitor.text.phrases import file_error
from monitor.text.sanitize import printable

_FIELDS = ("id", "title", "url", "source", "kind", "document_number", "issuers", "addressees", "region")
_DATES = ("issued_on", "published_on", "effective_on", "expires_on")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_BLOCK = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+\s*$|-{3,}\s*$|\d{1,9}(?=[.)](\s|$)))")
_UNSAFE = re.compile(r'[\s<>:"/\\|?*\x00-\x1f.]+')
_NAME_BYTES = 120
_DEEPEST = 6


def write_folder(notices: Iterable[Row], folder: Path) -> list[Path]:
    """Write a Markdown file for each notice, and return the paths of the files.

    Files of the same notices from earlier exports are replaced. Raises UnknownError if a file cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for notice in notices:
            for earlier in folder.glob(f"{notice['id']:06d}*.md"):
                earlier.unlink()
            path = folder / file_name(notice)
            path.write_text(markdown_text(notice), encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise UnknownError(file_error(error.filename or folder, error)) from error
    return written


def file_name(notice: Row) -> str:
    """Return the file name of a notice: its id and its title, without characters that a file system may reject."""
    title = _UNSAFE.sub("-", printable(notice.get("title") or "")).strip("-")
    short = title.encode()[:_NAME_BYTES].decode("utf-8", "ignore").strip("-")
    return f"{notice['id']:06d}{'-' if short else ''}{short}.md"


def markdown_text(notice: Row) -> str:
    """Return a notice as Markdown: front matter, the title, and the text with its headings."""
    front = yaml.safe_dump(front_matter(notice), allow_unicode=True, sort_keys=False, width=1000)
    depths = {
        clause["heading"]: len(clause["path"])
        for clause in notice["clauses"]
        if clause.get("heading") and clause.get("path")
    }
    texts = [printable(line).strip() for line in (notice["text"] or "").splitlines() if line.strip()]
    if texts[:1] == [printable(notice["title"] or "").strip()]:
        texts = texts[1:]
    lines = [_line(line, depths) for line in texts]
    return (
        "\n\n".join([f"---\n{front}---", f"# {_escaped(printable(notice['title'] or notice['url']))}", *lines]) + "\n"
    )


def front_matter(notice: Row) -> dict[str, Any]:
    """Return the front matter of a notice, without empty fields."""
    clauses = notice["clauses"]
    units = dict.fromkeys(unit for clause in clauses for unit in clause["responsible_units"])
    deadlines = [
        {"date": date.fromisoformat(deadline["date"]), "for": deadline["for"], "text": deadline["text"]}
        for deadline in notice["deadlines"]
    ]
    found = {name: notice.get(name) for name in (*_FIELDS, "verdict", "revision", "topics")}
    found |= {name: date.fromisoformat(notice[name]) for name in _DATES if notice.get(name)}
    found |= {"units": list(units), "deadlines": deadlines, "copies": [copy["url"] for copy in notice["copies"]]}
    return {name: value for name, value in found.items() if value not in (None, [], ())}


def _line(line: str, depths: dict[str, int]) -> str:
    """Return a line of a text as a Markdown heading if it is the heading of a clause, or else as a paragraph.

    `depths` contains the nesting depth of each clause that has a heading, by this heading.
    """
    stripped = line.strip()
    heading = next((known for known in depths if stripped.endswith(known) and len(stripped) - len(known) < 12), None)
    if heading:
        return f"{'#' * min(depths[heading] + 1, _DEEPEST)} {_escaped(stripped)}"
    return _escaped(stripped)


def _escaped(text: str) -> str:
    """Escape all characters of a text that Markdown would interpret as markup."""
    safe = _SPECIAL.sub(r"\\\1", text)
    return _BLOCK.sub(lambda found: f"{found[1]}{_guarded(found[2])}", safe)


def _guarded(mark: str) -> str:
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"
