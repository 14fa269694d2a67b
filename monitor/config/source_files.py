"""Functions that convert discovered candidates to entries of source files.

Pure functions, except for writing a file.
"""

import os
import re
from collections.abc import Collection, Sequence
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.model.network.suffixes import suffixes
from crawler.model.results import Candidate
from crawler.model.source import Source
from crawler.model.url_key import url_key
from monitor.text.i18n import gettext

MODELINE = "# yaml-language-server: $schema={}schemas/sources.schema.json\n"
_DULL = re.compile(
    r"(?i)^(?:index|list|default|home|main|col|cols?\d*|channels?|\d+|[a-f0-9]{16,}|common_list|nav_list)$"
)


def source_id(candidate: Candidate, taken: Collection[str]) -> str:
    """Return a new source id that is not in `taken`. It consists of labels of the host and words of the URL's path."""
    parts = urlsplit(candidate.url)
    host = parts.hostname or "site"
    numbers = re.fullmatch(r"[\d.:]+", host)
    named = [host.replace(":", ".")] if numbers else _labels(host)
    words = [re.sub(r"\.\w{1,5}$", "", piece) for piece in unquote(parts.path).split("/") if piece]
    told = [word for word in words if not _DULL.match(word)] or words[-1:]
    if candidate.type == "feed" and not any(re.search(r"(?i)rss|feed|atom", word) for word in told):
        told.append("feed")
    slug = "-".join(re.sub(r"[^\w.-]+", "-", word.lower()).strip("-._") for word in [*named[:2], *told[-2:]])
    base = re.sub(r"-{2,}", "-", slug).strip("-")[:60] or "site"
    number = 1
    name = base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _labels(host: str) -> list[str]:
    """Return the labels of a host name, without its public suffix and `www`."""
    parts = suffixes()(host)
    return [label for label in [*parts.subdomain.split("."), parts.domain] if label not in ("", "www")]


def entry(candidate: Candidate, name: str, *, trusted: bool = False) -> dict[str, Any]:
    """Return the fields of a source entry for a candidate. `name` becomes the id of the source.

    If `trusted` is true, the source may be at a private network address. Raises ValueError if the fields do not form a
    valid source.
    """
    fields: dict[str, Any] = {
        "id": name,
        "name": candidate.name or name,
        "type": candidate.type,
        "url": candidate.url,
        "every": "10m",
        "region": list(candidate.region),
        "language": candidate.language,
        "trusted": trusted or None,
        "verified": False,
    }
    fields = {key: value for key, value in fields.items() if value not in (None, [])}
    Source.model_validate(fields)
    return fields


def entries_text(entries: Sequence[dict[str, Any]]) -> str:
    """Return source entries as YAML text, without the header of a source file."""
    return "\n".join(map(_entry_text, entries))


def _entry_text(fields: dict[str, Any]) -> str:
    # Imported here, because a crawl needs other functions of this module and starts faster without this library.
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    entry = CommentedMap({key: value for key, value in fields.items() if key != "verified"})
    if "region" in entry:
        entry["region"] = CommentedSeq(entry["region"])
        entry["region"].fa.set_flow_style()
    out = StringIO()
    yaml = YAML()
    yaml.width = 4096
    yaml.dump([entry], out)
    # `no` is what people write; YAML 1.2 reads it as a string, and the loader as false.
    return f"{out.getvalue()}  verified: no\n"


def known_as(candidate: Candidate, sources: Sequence[Source]) -> str | None:
    """Return the id of the configured source that has the candidate's URL, or None if there is no such source."""
    return next((source.id for source in sources if url_key(source.url) == url_key(candidate.url)), None)


def write_entries(folder: Path, entries: Sequence[dict[str, Any]]) -> Path:
    """Save source entries as a new file in `sources/`, named after the host of the first entry, and return its path.

    No existing file is overwritten. Raises OSError if the file cannot be written.
    """
    place = folder / "sources"
    place.mkdir(parents=True, exist_ok=True)
    host = re.sub(r"[^\w.-]", "-", (urlsplit(entries[0]["url"]).hostname or "site").removeprefix("www."))
    found = gettext("Found at {host} by `noticewatch sources discover`; not checked yet.", host=host)
    text = MODELINE.format("../") + f"# {found}\n\n" + entries_text(entries)
    for number in range(1, 1000):
        path = place / (f"{host}.yaml" if number == 1 else f"{host}-{number}.yaml")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        return path
    raise FileExistsError(f"{place}: too many files of {host}")
