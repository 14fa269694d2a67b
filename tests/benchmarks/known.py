"""How fast verdicts are when many notices are known, on SQLite with the index on disk.

The known notices are made from the real texts of the data folder (`NOTICEWATCH_DATA`): of each at most 20 siblings
with other numbers, and one family of a hundredth of all. What is asked is half copies (with chrome) and half new
siblings, not recorded. Peer in the same run: datasketch's MinHashLSH in memory, which only names candidates.
"""

import argparse
import random
import re
import resource
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from datasketch import MinHash, MinHashLSH

from crawler.notice import Notice
from monitor import resemblance
from monitor.identity.gist import gist_of
from monitor.identity.sketch import marks, sketch
from monitor.records import Form, NewRevision
from monitor.store import SqlStore, open_store
from tests.benchmarks.made import texts

NOW = datetime(2024, 6, 6, tzinfo=UTC)
SIBLINGS, SHARE, BATCH, LONG = 20, 100, 500, 6000
"""Siblings of a text, the part of all that are one family, notices a transaction, characters of the longest text."""
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十]+(?=[批期届次条])")


def made(number: int, bases: list[dict[str, str]], total: int) -> Notice:
    """The notice of that number among `total`: a base text with numbers of its own."""
    family = number < total // SHARE
    base = bases[0 if family else 1 + number // SIBLINGS % (len(bases) - 1)]
    chance = random.Random(number)
    # Beyond the real texts, words are exchanged for others as well, so that bases differ.
    text = _NUMBER.sub(lambda found: str(chance.randrange(1, 9999)), base["text"])
    generation = 0 if family else number // SIBLINGS // (len(bases) - 1)
    if generation:
        lines = text.split("\n")
        other = random.Random(generation)
        text = "\n".join("".join(other.sample(line, len(line))) if other.random() < 0.7 else line for line in lines)
    return Notice(url=f"https://gov.example.cn/{number}", title=f"{base['title']}（{number}）", text=text)


def fill(store: SqlStore, start: int, end: int, bases: list[dict[str, str]], total: int) -> None:
    """Records the notices from `start` to `end`."""
    for first in range(start, end, BATCH):
        with store.writing() as tx:
            for number in range(first, min(end, first + BATCH)):
                notice = made(number, bases, total)
                gist = gist_of(notice)
                key = tx.add_notice("gov", NewRevision(notice.model_copy(update={"text": ""}), None), NOW)
                tx.add_form(Form(key, 1, gist, sketch(gist.letters)), marks(gist))


def ask(store: SqlStore, known: int, bases: list[dict[str, str]], total: int, count: int) -> None:
    """Measures verdicts on copies and on new siblings."""
    chance, verified, right = random.Random(5), Counter[int](), 0
    notices = []
    for at in range(count):
        number = chance.randrange(known) if at % 2 else total + chance.randrange(total)
        notice = made(number, bases, total)
        text = f"首页 > 通知\n{notice.text}\n版权所有" if at % 2 else notice.text
        notices.append((number + 1 if at % 2 else None, notice.model_copy(update={"text": text})))
    judged = 0
    judge = resemblance._judge

    def counted(*arguments):  # type: ignore[no-untyped-def]
        nonlocal judged
        judged += 1
        return judge(*arguments)

    resemblance._judge = counted
    start = time.perf_counter()
    for expected, notice in notices:
        before = judged
        with store.reading() as tx:
            found = resemblance.resembling(tx, gist_of(notice))
        copied = found[0].notice if found and found[0].judgement.relation == "copy" else None
        right += copied == expected
        verified[judged - before] += 1
    seconds = time.perf_counter() - start
    resemblance._judge = judge
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    said = f"{known:>9,} known: {count / seconds:,.0f} verdicts/s, {right} of {count} right, "
    print(f"{said}{judged / count:.1f} verified each, at most {max(verified)}; peak {peak} MB")  # noqa: T201


def peer(known: int, bases: list[dict[str, str]], total: int, count: int) -> None:
    """The same texts in datasketch's MinHashLSH, threshold .7."""
    lsh = MinHashLSH(threshold=0.7, num_perm=64)

    def hashed(notice: Notice) -> MinHash:
        letters, one = gist_of(notice).letters, MinHash(num_perm=64)
        one.update_batch([letters[at : at + 5].encode() for at in range(max(1, len(letters) - 4))])
        return one

    for number in range(known):
        lsh.insert(number, hashed(made(number, bases, total)))
    asked = [made(total + number, bases, total) for number in range(count)]
    start = time.perf_counter()
    candidates = sum(len(lsh.query(hashed(notice))) for notice in asked)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    said = f"{known:>9,} in datasketch: {count / seconds:,.0f} queries/s, {candidates / count:.1f} candidates each, "
    print(f"{said}peak {peak} MB")  # noqa: T201


def main(arguments: list[str]) -> None:
    """Fills a store step by step, and asks at each."""
    parser = argparse.ArgumentParser(prog="known")
    parser.add_argument("--known", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--full", action="store_true", help="up to a million")
    parser.add_argument("--ask", type=int, default=1000)
    parser.add_argument("--peer", type=int, default=2_000, help="notices in the peer; 0 for none")
    chosen = parser.parse_args(arguments)
    steps = [10_000, 100_000, 1_000_000] if chosen.full else sorted(chosen.known)
    long = (one for one in texts("texts/tw-gazette", "texts/prc-laws") if 300 <= len(one["text"]) <= LONG)
    bases, done = list(islice(long, 3000)), 0
    with tempfile.TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{Path(folder)}/known.db")) as store:
        for step in steps:
            start = time.perf_counter()
            fill(store, done, step, bases, steps[-1])
            rate = (step - done) / (time.perf_counter() - start)
            done = step
            size = sum(one.stat().st_size for one in Path(folder).iterdir()) // 2**20
            print(f"{step:>9,} filled at {rate:,.0f}/s, {size} MB on disk")  # noqa: T201
            ask(store, step, bases, steps[-1], chosen.ask)
    if chosen.peer:
        peer(chosen.peer, bases, steps[-1], min(chosen.ask, 500))
