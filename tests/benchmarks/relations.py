"""Measure precision and recall of the relations between the pages of one policy.

The labelled pairs of `--pairs DIR` (`relations.jsonl`, see `labels/pairs`) are tried in both directions: `interprets`,
`announces`, `attaches` or `none`. Without `--pairs`, pairs are made. A wrong relation lowers both figures.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from crawler.model.notice import Notice
from monitor.identity.parts.links import part_link

_MADE = (
    ("interprets", "《云溪市专利资助管理办法》政策解读", "云溪市知识产权局关于印发《云溪市专利资助管理办法》的通知"),
    ("interprets", "一图读懂《云溪市专利资助管理办法》", "云溪市专利资助管理办法"),
    ("announces", "云溪市知识产权局关于印发云溪市专利资助管理办法（试行）的通知", "云溪市专利资助管理办法（试行）"),
    ("attaches", "附件：云溪市专利资助管理办法", "云溪市知识产权局关于印发《云溪市专利资助管理办法》的通知"),
    ("none", "云溪市举办《云溪市专利资助管理办法》解读培训班", "云溪市专利资助管理办法"),
    ("none", "《岚山市专利资助管理办法》政策解读", "云溪市专利资助管理办法"),
)


def _pairs(folder: Path | None) -> Iterator[tuple[str, Notice, Notice]]:
    if folder is None:
        for label, first, other in _MADE:
            yield (
                label,
                _notice({"title": first, "url": "http://a.cn/1"}),
                _notice({"title": other, "url": "http://b.cn/2"}),
            )
        return
    with (folder / "relations.jsonl").open(encoding="utf-8") as lines:
        for pair in map(json.loads, lines):
            yield pair["label"], _notice(pair["a"]), _notice(pair["b"])


def _notice(page: dict[str, object]) -> Notice:
    given = {name: page[name] for name in ("url", "title", "text", "issuers", "published_on") if name in page}
    return Notice.model_validate({"text": "", **given})


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks relations")
    parser.add_argument("--pairs", type=Path, metavar="DIR", help="labelled pairs; made ones without it")
    parser.add_argument("--verbose", action="store_true", help="show each that is not as labelled")
    chosen = parser.parse_args(arguments)
    counts: Counter[tuple[str, str]] = Counter()
    for label, first, other in _pairs(chosen.pairs):
        for found, known, is_reversed in ((first, other, False), (other, first, True)):
            link = part_link(found, known)
            said = link.relation if link and link.reversed == is_reversed else "wrong way" if link else "none"
            counts[label, said] += 1
            if chosen.verbose and said != label:
                print(f"  {label}, found {said}: {found.title} | {known.title}")
    found = sum(count for (label, said), count in counts.items() if label == said != "none")
    claimed = sum(count for (_, said), count in counts.items() if said != "none")
    wanted = sum(count for (label, _), count in counts.items() if label != "none")
    precision = found / max(1, claimed)
    recall = found / max(1, wanted)
    print(f"relations: precision {precision:.3f} of {claimed}, recall {recall:.3f} of {wanted}")
    for (label, said), count in sorted(counts.items()):
        print(f"  labelled {label}, found {said}: {count}")
