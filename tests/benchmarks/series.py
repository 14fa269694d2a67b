"""Measure the recognition of series: chains of real titles that the key groups, against the judgement of a reader.

Precision is the proportion of the grouped chains whose titles are editions of one recurring notice. Recall is measured
only on pairs of almost equal titles of one series. They are the hardest ones, since the titles of a series rarely stay
the same for long. `--half held` measures on the half that was set aside.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from crawler.model.notice import Notice
from monitor.series.key import SeriesKey, series_key

_LABELS = Path(__file__).parent / "labels" / "series"


def chains(half: str) -> Iterator[dict[str, Any]]:
    """Yield the labelled chains of a half."""
    with (_LABELS / f"{half}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def keys(chain: dict[str, Any]) -> list[SeriesKey | None]:
    """Return the keys of the editions of a chain."""
    return [series_key(Notice(url=edition["url"], title=edition["title"])) for edition in chain["editions"]]


def is_grouped(found: list[SeriesKey | None]) -> bool:
    """Return whether the editions have one key, and at least two different editions."""
    known = [key for key in found if key]
    return (
        len({str(key) for key in known}) == 1 and len({key.edition for key in known}) > 1 and len(known) == len(found)
    )


def main(arguments: list[str]) -> None:
    """Print precision, recall on near misses, and the time of a key."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks series")
    parser.add_argument("--half", choices=("dev", "held"), default="dev")
    parser.add_argument("--verbose", action="store_true", help="show each chain that is not as labelled")
    chosen = parser.parse_args(arguments)
    right = wrong = missed = near = titles = 0
    began = perf_counter()
    for chain in chains(chosen.half):
        grouped = is_grouped(keys(chain))
        titles += len(chain["editions"])
        right += grouped and chain["same"]
        wrong += grouped and not chain["same"]
        near += chain["same"] and bool(chain.get("near"))
        missed += chain["same"] and not grouped
        if chosen.verbose and grouped != chain["same"]:
            print(
                "  ", "grouped" if grouped else "apart", *(edition["title"] for edition in chain["editions"]), sep=" | "
            )
    spent = (perf_counter() - began) / max(titles, 1) * 1000
    print(
        f"{chosen.half}: grouped {right + wrong}, right {right}, precision {right / max(right + wrong, 1):.3f}; ",
        end="",
    )
    print(f"chains of one series missed {missed} (of these {near} near misses by design); {spent:.3f} ms a title")
