"""Measure `noticewatch ingest`: lines per second by the clock, and whether they stay constant.

    python -m tests.benchmarks ingest [--data DIR] [--lines 10000] [--parts 5] [--folder FOLDER]

Each line is a notice with a text of `--data`, or a made one, of SHORTEST to LONGEST characters. When no texts are left,
they are used again. In each line, all numbers of the text are replaced with random ones, so that the notices of one
text are siblings, but not copies. The lines are ingested in `--parts` files of equal length, one after the other, into
one SQLite database. Each file is a run of the command, including its start. `--folder` keeps the configuration and the
database.
"""

import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from tests.benchmarks import data
from tests.benchmarks.made import texts

SHORTEST = 200
LONGEST = 3000
_NUMBER = re.compile(r"\d+")


def main(arguments: Sequence[str]) -> None:
    """Print the figures of each part and of all lines."""
    parser = data.parser("ingest")
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--parts", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        folder = given.folder or Path(place, "config")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "noticewatch.yaml").touch()
        each = given.lines // given.parts
        made = lines(given.lines)
        total = 0.0
        for part in range(given.parts):
            file = Path(place, "lines.jsonl")
            file.write_text("".join(islice(made, each)), encoding="utf-8")
            seconds = _ingest(file, folder)
            total += seconds
            _report(f"{part * each:,} known", each, seconds)
        _report("all", each * given.parts, total)


def lines(count: int) -> Iterator[str]:
    """Yield `count` lines with notices of the texts, in turns."""
    usable = [row for row in texts("texts/tw-gazette", "texts/prc-laws") if SHORTEST <= len(row["text"]) <= LONGEST]
    for number in range(count):
        row = usable[number % len(usable)]
        chance = random.Random(number)
        text = _NUMBER.sub(lambda _, chance=chance: str(chance.randrange(1, 9999)), row["text"])
        notice = {"url": f"https://gov.example.cn/{number}", "title": f"{row['title']}{number}号", "text": text}
        yield json.dumps(notice, ensure_ascii=False) + "\n"


def _ingest(file: Path, folder: Path) -> float:
    """Return the time in seconds that the command takes for a file."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "monitor", "ingest", str(file), "--config", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _report(what: str, count: int, seconds: float) -> None:
    print(f"{what:>16}: {count / seconds:.0f} lines/s ({1000 * seconds / count:.2f} ms a line)", flush=True)
