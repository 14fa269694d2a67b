"""Input of the benchmarks: the folder that `--data DIR` names, or made texts, pages and times.

The folder has `texts/`, `metadata/` and `neardup/` with JSON Lines, and `extraction/` and `listing/` with saved pages
and their labels. Pages of publishers are not part of the project.
"""

import argparse
import csv
import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.crawler.reading.portals import LAYOUTS, PORTALS, portal_page
from tests.made_notices import KINDS, MadeNotice

MADE = {
    "texts/tw-gazette": ("gazette", 2000),
    "texts/prc-laws": ("law", 400),
    "metadata/tw-gazette": ("gazette", 200),
    "metadata/miit": ("policy", 60),
    "neardup/zh-law-versions.docs": ("law", 60),
    "neardup/zh-gov-reposts.docs": ("policy", 60),
}
"""The kind and the number of the made texts that stand in for a file."""
SOURCES = 12
PEAKS = ((10, 20), (16, 10))
FIRST, LAST = datetime(2018, 1, 1, tzinfo=UTC), datetime(2023, 1, 15, tzinfo=UTC)
"""The sources of made publication times, their hours (as in Beijing) and their days."""
_LOCAL = timedelta(hours=8)
_VARIABLE = "NOTICEWATCH_BENCHMARK_DATA"  # an environment variable also reaches spawned processes


class _Folder(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, namespace: Any, values: Any, option_string: Any = None) -> None:
        if not Path(values).is_dir():
            parser.error(f"there is no folder {values}")
        os.environ[_VARIABLE] = str(Path(values).resolve())


def parser(name: str, description: str | None = None) -> argparse.ArgumentParser:
    """The parser of a benchmark that reads data."""
    made = argparse.ArgumentParser(prog=f"python -m tests.benchmarks {name}", description=description)
    made.add_argument("--data", action=_Folder, metavar="DIR", help="saved pages and texts; made ones without it")
    return made


def folder() -> Path | None:
    """The folder that `--data` named."""
    named = os.environ.get(_VARIABLE)
    return Path(named) if named else None


def needed(path: str) -> Path:
    """A path below the folder; the program ends with code 2 where it is missing."""
    found = (folder() or Path("DIR")) / path
    if not found.exists():
        raise missing(path)
    return found


def missing(path: str) -> SystemExit:
    """Say which data is needed; the exit has code 2."""
    print(f"this benchmark needs --data DIR with {path} in it")
    return SystemExit(2)


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The texts of a file of JSON Lines, named without its ending, or made ones."""
    if folder():
        with needed(f"{name}.jsonl").open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    else:
        kind, count = MADE[name]
        for number in range(count):
            yield _row(f"{kind}-{number}", KINDS[kind](number))


def _row(name: str, made: MadeNotice) -> dict[str, Any]:
    about = {"title": made.title, "issuer": made.issuer, "doc_number": made.document_number}
    day = made.issued_on.isoformat() if made.issuer else ""
    republic = f"中華民國{made.issued_on.year - 1911}年{made.issued_on.month}月{made.issued_on.day}日"
    gold = {**about, "made_date": day, "date_raw": republic if name.startswith("gazette") else ""}
    texts = {"text": made.text, "body": made.text, "full_text_with_header": f"首页\n>\n政策文件\n{made.text}"}
    return {"id": name, "date": made.issued_on.isoformat(), "gold": gold, **about, **texts}


def pages() -> Iterator[tuple[str, bytes, str]]:
    """Made pages of portals in all their layouts: name, bytes and text."""
    for kind, make in KINDS.items():
        for place, (portal, layout) in enumerate((portal, layout) for portal in PORTALS for layout in LAYOUTS):
            made = make(place)
            yield f"{kind}-{portal}-{layout}", portal_page(made.text, made.title, portal, layout), made.text


def publications() -> Iterator[tuple[str, datetime]]:
    """Source and time of each publication."""
    if folder():
        with needed("texts/publication-times.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                yield row["source"], datetime.fromisoformat(row["published_at"]).astimezone(UTC)
    else:
        for number in range(SOURCES):
            yield from ((f"portal-{number}", at) for at in _office_hours(number))


def _office_hours(number: int) -> Iterator[datetime]:
    """Times around the peaks of working days, some in the evening; each source has a rate of its own."""
    chance = random.Random(number)
    for day in range((LAST - FIRST).days):
        midnight = FIRST + timedelta(days=day) - _LOCAL
        working = (FIRST + timedelta(days=day)).weekday() < 5
        while chance.random() < (0.6 / (1 + number / 2) if working else 0.02):
            hour, minute = (20, 0) if chance.random() < 0.1 else chance.choice(PEAKS)
            yield midnight + timedelta(hours=hour, minutes=minute + chance.gauss(0, 50))
