"""Measure verdicts: how many copies are found, and how many other notices are called copies.

The labelled pairs of `--data` are tried in both directions through a store: one notice is known, the other is found.
Laws are tried once by their texts and titles alone, and once with the dates of their versions. Then come pairs made
from the texts, and pairs of templates. Without `--data`, there are no labelled pairs, and the texts are made. Texts are
read as in production. `--pairs DIR` names amended versions and damaged copies (`verdicts.jsonl`, see `labels/pairs`);
without both options, they are made.
"""

import csv
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from crawler.model.notice import Notice
from crawler.model.results import PolledNotice
from crawler.reading import notice_of_text
from crawler.text.characters import alphanumeric
from crawler.text.fold import fold
from monitor.alerting.matcher import Matcher
from monitor.config import Config, Settings
from monitor.identity.verdict import Verdict
from monitor.ingest.pipeline import Policy, ingest_notice, prepare_notice
from monitor.messages.reasons import render_reason
from monitor.store import open_store
from tests.benchmarks import data
from tests.benchmarks.amendments import DAMAGE, EDITS
from tests.benchmarks.made import COPIES, SIBLINGS, Text, texts
from tests.benchmarks.templates import pairs

NOW = datetime(2024, 6, 6, tzinfo=UTC)
LONG = 12_000
"""Characters of the longest text that others are made from: reading takes most of the time."""
GIVEN = ("issued_on", "addressees", "document_number")
"""What a text may come with."""
SHELL = 400
"""Letters of a page up to which it is hardly more than its chrome, where the other side has three times that."""
STORE = open_store("sqlite://")
NOBODY = Matcher(Config(folder=Path(), settings=Settings()))


def verdict(known: Text, found: Text) -> Verdict:
    """What is made of `found` where only `known` is known."""
    with STORE.rehearsing() as tx:
        for text, url in ((known, "https://a.example.cn/1"), (found, "https://b.example.cn/2")):
            given = {name: text[name] for name in GIVEN if text.get(name)}
            polled = PolledNotice.model_validate(dict(_read(text["text"], text["title"], url)) | given)
            source = url.split("/")[2]
            decision = ingest_notice(
                tx, prepare_notice(polled, source, NOW), NOBODY, Policy(timedelta(30), "never"), NOW
            )
    return decision.verdict


@cache
def _read(text: str, title: str, url: str) -> Notice:
    return notice_of_text(text, url).model_copy(update={"title": title})


def _labelled(name: str, dated: bool, verbose: bool) -> None:
    found = {text["id"]: text | {"issued_on": text["date"] if dated else ""} for text in texts(f"neardup/{name}.docs")}
    name += " with dates" if dated else ""
    with data.needed(f"neardup/{name.split()[0]}.pairs.tsv").open(encoding="utf-8") as lines:
        pairs = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        first = found[pair["id_a"]]
        other = found[pair["id_b"]]
        for known, new in ((first, other), (other, first)):
            said = verdict(known, new)
            label = pair["label"]
            sizes = sorted(sum(map(str.isalnum, text["text"])) for text in (known, new))
            if label == "same_notice" and sizes[0] <= SHELL and sizes[1] > 3 * sizes[0]:
                label += " (shell)"
            if label == "edited_version" and _articles(known) == _articles(new):
                label += " (no article differs)"
            relation = said.linked[0].judgement.relation if said.linked else ""
            counts[label][f"{said.kind} {relation}".strip()] += 1
            if verbose and (said.kind == "copy") != ("same" in label):
                print(f"  {label}: {known['title']} | {new['title']}: {said.kind}, {render_reason(said.reason)}")
    for label, kinds in sorted(counts.items()):
        total = kinds.total()
        print(f"{name} {label}: {kinds['copy']} of {total} copies ({kinds['copy'] / total:.1%}); {dict(kinds)}")


def _articles(text: Text) -> str:
    """The letters of a law from its first article on."""
    letters = alphanumeric(fold(text["text"]))
    return letters[max(0, letters.find("第一条")) :]


def _made(sources: tuple[str, ...], every: int, verbose: bool) -> None:
    chosen = [text for text in texts(*sources) if 300 <= len(text["text"]) <= LONG and text["title"]][::every]
    for makers, wanted in ((COPIES, "copy"), (SIBLINGS, "new")):
        for name, make in makers.items():
            chance = random.Random(name)
            counts = Counter()
            for text in chosen:
                made = make(text, chance)
                if made is None or (name.endswith("third") and sum(map(str.isalnum, made["text"])) < 100):
                    continue
                for known, new in ((text, made), (made, text)):
                    said = verdict(known, new)
                    counts[said.kind] += 1
                    if verbose and said.kind != wanted:
                        print(f"  {name}: {text['title']}: {render_reason(said.reason)}")
            share = counts["copy"] / max(1, counts.total())
            print(f"{sources[0]} made, {name}: {share:.2%} of {counts.total()} called copies")


def _templates(verbose: bool) -> None:
    counts: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
    for name, same, first, other in pairs():
        for known, new in ((first, other), (other, first)):
            said = verdict(known, new)
            counts[name, same][said.kind] += 1
            if verbose and (said.kind == "copy") != same:
                print(f"  {name}: {known['title']} | {new['title']}: {said.kind}, {render_reason(said.reason)}")
    for (name, same), kinds in counts.items():
        how = f"{name}, written otherwise" if same else f"{name}, another one"
        print(f"templates, {how}: {kinds['copy'] / kinds.total():.2%} of {kinds.total()} called copies")


def _amended_pairs(folder: Path | None) -> Iterator[tuple[str, str, str, Text, Text]]:
    """Label, kind, group and both sides of amended versions and damaged copies: those of a folder, else made ones."""
    if folder:
        with (folder / "verdicts.jsonl").open(encoding="utf-8") as lines:
            for pair in map(json.loads, lines):
                yield pair["label"], pair["kind"], pair["group"], pair["a"], pair["b"]
        return
    for text in texts("neardup/zh-law-versions.docs"):
        for label, makers in (("amended", EDITS), ("copy", DAMAGE)):
            for name, make in makers.items():
                made = make(text, random.Random(f"{name} {text['id']}"))
                if made and made["text"] != text["text"]:
                    yield label, name, "made", text, made


def _amended(folder: Path | None, verbose: bool) -> None:
    """Count how many amended versions and how many damaged copies are called copies, in both directions."""
    by_kind: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    by_group: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for label, kind, group, first, other in _amended_pairs(folder):
        for known, new in ((first, other), (other, first)):
            said = verdict(known, new)
            by_kind[label, kind][said.kind] += 1
            by_group[label, group][said.kind] += 1
            if verbose and (said.kind == "copy") != (label == "copy"):
                print(f"  {label}, {kind}: {known['title']}: {said.kind}, {render_reason(said.reason)}")
    for (label, name), kinds in sorted(by_kind.items()) + sorted(by_group.items()):
        share = kinds["copy"] / kinds.total()
        print(f"pairs {label}, {name}: {kinds['copy']} of {kinds.total()} called copies ({share:.1%})")


def main(arguments: list[str]) -> None:
    parser = data.parser("verdicts")
    parser.add_argument("--pairs", type=Path, metavar="DIR", help="amended versions and damaged copies")
    parser.add_argument("--every", type=int, default=20, help="every so many texts are used")
    parser.add_argument("--verbose", action="store_true", help="show each that is not as wanted")
    parser.add_argument("--only", choices=["labelled", "made", "templates", "pairs"])
    chosen = parser.parse_args(arguments)
    if chosen.only is None and not data.folder():
        print("labelled pairs: left out, they need --data DIR")
    elif chosen.only in (None, "labelled"):
        for name, dated in (("zh-gov-reposts", False), ("zh-law-versions", False), ("zh-law-versions", True)):
            _labelled(name, dated, chosen.verbose)
    if chosen.only in (None, "pairs") and (chosen.pairs or not data.folder()):
        _amended(chosen.pairs, chosen.verbose)
    if chosen.only in (None, "templates"):
        _templates(chosen.verbose)
    if chosen.only in (None, "made"):
        _made(("neardup/zh-law-versions.docs",), max(1, chosen.every // 4), chosen.verbose)
        _made(("neardup/zh-gov-reposts.docs",), max(1, chosen.every // 4), chosen.verbose)
        _made(("texts/tw-gazette", "texts/prc-laws"), chosen.every, chosen.verbose)
