"""The notices that are read from saved pages, written to a file, and compared with those of an earlier version.

    python -m tests.benchmarks readings OUT [--against OLD] [--every N] FOLDER...

Run it before and after a change that must not change any result. OUT gets one JSON Lines object per page below the
FOLDERs, with the notice, the method by which its text was found, and the removals. With `--against`, the pages whose
results differ from those in OLD are named, and the program ends with code 1 if there are any.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.model.errors import ReadingError
from crawler.model.page import Page
from crawler.reading import read_with_trace

FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://www.example.gov.cn/art/1.html"
ENDINGS = (".html", ".htm", ".shtml")


def _reading(body: bytes) -> dict[str, Any]:
    try:
        found = read_with_trace(Page(url=URL, body=body, fetched_at=FETCHED))
    except ReadingError as error:
        return {"error": str(error)}
    removals = [f"{cut.code} {cut.line} {cut.size} {cut.text}" for cut in found.removals]
    return {"by": found.by, "removals": removals, "notice": found.notice.model_dump(mode="json")}


def readings(folders: list[Path], every: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Path and reading of every so many of the pages below some folders."""
    pages = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in ENDINGS)
    for path in pages[::every]:
        yield str(path), _reading(path.read_bytes())


def main(arguments: list[str]) -> None:
    """Runs the comparison."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks readings", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--against", type=Path, metavar="OLD")
    parser.add_argument("--every", type=int, default=1, help="only every so many of the pages")
    options = parser.parse_args(arguments)
    found = dict(readings(options.folders, options.every))
    lines = [json.dumps([path, reading], ensure_ascii=False, sort_keys=True) for path, reading in found.items()]
    options.out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    sys.stdout.write(f"{len(found)} pages read\n")
    if options.against:
        old = dict(map(json.loads, options.against.read_text(encoding="utf-8").splitlines()))
        differing = [path for path, reading in found.items() if path in old and old[path] != reading]
        sys.stdout.write("".join(f"differs: {path}\n" for path in differing) + f"{len(differing)} differ\n")
        sys.exit(bool(differing))
