"""Measure how many sums of money are read correctly: `python -m tests.benchmarks amounts CHECKOUTS`.

CHECKOUTS has a git clone of each repository that the labels name, as `owner+name`. A sum is correct if its value, upper
end, unit and comparison are correct. Shares are counted separately.
"""

import argparse
import hashlib
import json
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import typer
from lxml import html

from crawler.model.notice import Amount
from crawler.reading.amounts import amounts
from tests.benchmarks.labels.place import made

LABELS = Path(__file__).parent / "labels" / "amounts"
_PASSAGE = re.compile(r"[^。；;\n]{4,400}")


def text_of(files: dict[str, bytes]) -> str:
    """Return the text of a notice: as its file states it, else the text of the page."""
    if "text" in files:
        return files["text"].decode()
    try:
        page = files["page"].decode()
    except UnicodeDecodeError:
        page = files["page"].decode("gb18030", "replace")
    root = html.fromstring(page.encode())
    for element in root.xpath("//script|//style"):
        element.drop_tree()
    return "\n".join(piece.strip() for piece in root.itertext() if piece.strip())


def passages(text: str) -> dict[str, str]:
    """Return the passages of a text by their hashes."""
    found = (match[0].strip() for match in _PASSAGE.finditer(text))
    return {hashlib.sha256(passage.encode()).hexdigest(): passage for passage in found}


def key_of(amount: dict[str, Any]) -> tuple[Any, ...]:
    """Return what must be right of a sum."""
    return tuple(amount.get(name) for name in ("value", "high", "unit", "comparison"))


def found_in(passage: str) -> Counter[tuple[Any, ...]]:
    """Return the sums that are read in a passage."""
    return Counter(key_of(amount.model_dump()) for amount in map(_checked, amounts(passage)))


def _checked(amount: Amount) -> Amount:
    return Amount.model_validate_json(amount.model_dump_json())


def _shares(found: list[dict[str, Any]]) -> list[float]:
    return sorted(amount["percent"] for amount in found if amount.get("percent") is not None)


def main(arguments: list[str]) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print the sums in sight that are wrong")
    options = parser.parse_args(arguments)

    @cache
    def placed(source: str) -> dict[str, str]:
        place = json.loads(source)
        try:
            return passages(text_of(made(place, options.checkouts)))
        except (OSError, subprocess.CalledProcessError):
            return {}

    for half in ("dev", "held"):
        right = read = labelled = missing = shares = 0
        for line in (LABELS / f"{half}.jsonl").read_text("utf-8").splitlines():
            label = json.loads(line)
            passage = placed(json.dumps(label["from"], sort_keys=True)).get(label["sha256"])
            if passage is None:
                missing += 1
                continue
            wanted = Counter(map(key_of, label["amounts"]))
            found = found_in(passage)
            shares += _shares(label["amounts"]) != _shares([amount.model_dump() for amount in amounts(passage)])
            right += (wanted & found).total()
            read += found.total()
            labelled += wanted.total()
            if options.wrong and half == "dev" and wanted != found:
                typer.echo(f"{passage[:200]}\n  wanted {wanted - found}\n  found {found - wanted}")
        typer.echo(
            f"{half}: {labelled} sums, precision {right / max(1, read):.3f}, recall {right / max(1, labelled):.3f}"
            f"; passages with a wrong share: {shares}; not found: {missing}"
        )
