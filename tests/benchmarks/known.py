"""Measure the speed of verdicts among many known notices, on SQLite with the index on disk.

The known notices are made from the texts of `--data`, or from made texts, of at most LONG characters. Each text yields
20 siblings that differ in their numbers, and one family has a hundredth of all notices. When no texts are left, they
are used again, with the characters of most lines shuffled. The measured part begins with the notice as read and ends
with its relations. Half of the measured notices are copies inside other page text, and half are new siblings; every
second one is in traditional characters. The peer, in the same run, is datasketch's MinHashLSH in memory with the same
comparison of candidates. It has as many notices as fit into memory.

Texts are folded in advance, and marks are inserted in the order of their hashes, because inserting them one by one, as
the daemon does, would take hours. A store is kept in the folder `--folder` (by default, in the system's folder for
temporary files) and used again.
"""

import json
import random
import re
import resource
import struct
import sys
import tempfile
import time
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from statistics import mean

import numpy as np
import opencc
from datasketch import MinHash, MinHashLSH

from crawler.model.notice import Notice
from monitor.identity.comparison import compare
from monitor.identity.minhash import MARKED, marks, sketch, sketch_and_marks
from monitor.identity.normalized import VERSION, NormalizedNotice, normalize_notice
from monitor.ingest import candidates
from monitor.store import SqlStore, open_store
from monitor.store.identity import LEVEL, SqlIdentityRepository
from tests.benchmarks import data
from tests.benchmarks.made import texts

SIBLINGS = 20
SHARE = 100
BATCH = 5000
SHORT = 300
LONG = 3000
"""Siblings of a text, the part of all that are one family, notices a transaction, characters of a text."""
STEPS = [10_000, 100_000, 1_000_000]
_NUMBER = re.compile(r"\d+")
_TRADITIONAL = opencc.OpenCC("s2t")
_FORM = "INSERT INTO form(id, notice_id, revision, version, gist, sketch, size) VALUES (?, ?, 1, ?, ?, ?, ?)"
_BODY = "INSERT INTO body(form_id, packed) VALUES (?, ?)"
_NOTICE = "INSERT INTO notice(id, source_id, first_seen_at, revision) VALUES (?, 'gov', '2024-06-06 00:00:00', 1)"


@lru_cache(maxsize=1)
def bases() -> list[NormalizedNotice]:
    """The texts, folded; the one of the family first."""
    long = (text for text in texts("texts/tw-gazette", "texts/prc-laws") if SHORT <= len(text["text"]) <= LONG)
    gists = [
        normalize_notice(Notice(url="https://gov.example.cn/", title=text["title"], text=text["text"])) for text in long
    ]
    return [gist for gist in gists if _NUMBER.search(gist.body)]


@lru_cache(maxsize=2)
def base(group: int) -> NormalizedNotice:
    """What a group of siblings has in common."""
    if group < 0:
        return bases()[0]
    generation, at = divmod(group, len(bases()) - 1)
    found = bases()[1 + at]
    if not generation:
        return found
    chance = random.Random(group)
    lines = found.body.split("\n")
    lines = ["".join(chance.sample(line, len(line))) if chance.random() < 0.7 else line for line in lines]
    return replace(found, body="\n".join(lines))


def made(number: int) -> NormalizedNotice:
    """A known notice, from 0."""
    group = -1 if number % SHARE == 0 else (number - number // SHARE - 1) // SIBLINGS
    found = base(group)
    chance = random.Random(number)
    body = _NUMBER.sub(lambda _: str(chance.randrange(1, 9999)), found.body)
    return replace(found, title=f"{found.title}{number}号", body=body)


def build(path: Path, size: int) -> None:
    """Makes the store with that many notices, unless it is there; in a process of its own."""
    store = open_store(f"sqlite:///{path}")
    if _known(store) >= size:
        return
    start = time.perf_counter()
    hashes = array("q")
    notices = array("q")
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA synchronous=OFF")
        for first in range(0, size, BATCH):
            rows = [_row(number, hashes, notices) for number in range(first, min(size, first + BATCH))]
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(_NOTICE, [row[:1] for row in rows])
            raw.executemany(_FORM, [row[:-1] for row in rows])
            raw.executemany(_BODY, [(row[0], row[-1]) for row in rows])
            raw.execute("COMMIT")
            rate = (first + BATCH) / (time.perf_counter() - start)
            sys.stderr.write(f"\r{first + BATCH:>9,} of {size:,} made, {rate:,.0f}/s ")
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany("INSERT INTO mark(hash, notice_id) VALUES (?, ?)", _capped(hashes, notices))
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    said = f"made in {time.perf_counter() - start:,.0f} s, {path.stat().st_size / 2**20:,.0f} MB on disk"
    print(f"\n{size:>9,} {said}, {len(hashes) / size:.1f} marks each")


def _row(number: int, hashes: "array[int]", notices: "array[int]") -> tuple[object, ...]:
    gist = made(number)
    digest = sketch(gist.letters)
    found = marks(gist, digest)
    hashes.extend(found)
    notices.extend([number + 1] * len(found))
    fields = asdict(gist) | {"issuers": list(gist.issuers)}
    body = fields.pop("body")
    names = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    packed = struct.pack(f"<{len(digest)}I", *digest)
    return number + 1, number + 1, VERSION, names, packed, len(gist.letters), zlib.compress(body.encode(), LEVEL)


def _capped(hashes: "array[int]", notices: "array[int]") -> Iterator[tuple[int, int]]:
    """The marks by hash and notice, of each hash only the latest MARKED."""
    found = np.frombuffer(hashes, dtype=np.int64)
    owners = np.frombuffer(notices, dtype=np.int64)
    order = np.lexsort((owners, found))
    found = found[order]
    owners = owners[order]
    later = np.ones(len(found), dtype=bool)
    later[:-MARKED] = found[:-MARKED] != found[MARKED:]
    found = found[later]
    owners = owners[later]
    for at in range(0, len(found), 100_000):
        yield from zip(found[at : at + 100_000].tolist(), owners[at : at + 100_000].tolist(), strict=True)


def _known(store: SqlStore) -> int:
    with store.engine.connect() as connection:
        return int(
            connection.exec_driver_sql("SELECT max(id) FROM form WHERE EXISTS (SELECT 1 FROM mark)").scalar() or 0
        )


def questions(known: int, count: int) -> list[tuple[int | None, Notice]]:
    """Notices, and of which known one each is a copy; numbers of new siblings are beyond all that are known."""
    chance = random.Random(5)
    asked = []
    for at in range(count):
        number = chance.randrange(known)
        copied = at % 2 == 0
        gist = made(number)
        title = gist.title
        body = gist.body
        if copied:
            text = f"首页 > 通知公告\n{body}\n版权所有 技术支持"
        else:
            new = random.Random(known + number)
            title = f"{title}之{at}"
            text = _NUMBER.sub(lambda _, new=new: str(new.randrange(1, 9999)), body)
        text = _TRADITIONAL.convert(text) if at % 4 < 2 else text
        asked.append((number + 1 if copied else None, Notice(url="https://a.example.cn/", title=title, text=text)))
    return asked


def ask(path: Path, known: int, count: int) -> None:
    """Measures verdicts; in a process of its own."""
    store = open_store(f"sqlite:///{path}")
    verified = [0]
    right = {True: 0, False: 0}

    def counted(tx: SqlIdentityRepository, forms: Sequence[int]) -> dict[int, str]:
        verified[-1] += len(forms)
        return bodies(tx, forms)

    bodies = SqlIdentityRepository.bodies
    SqlIdentityRepository.bodies = counted  # type: ignore[assignment,method-assign]
    asked = questions(known, count + 50)
    length = mean(len(body.text) for _, body in asked)
    for at, (expected, notice) in enumerate(asked):
        if at == 50:  # What loads once is loaded.
            verified = [0]
            start = time.perf_counter()
            busy = time.process_time()
        gist = normalize_notice(notice)
        with store.reading() as tx:
            found = candidates.find_similar(tx, gist, *sketch_and_marks(gist))
        copied = found[0].notice if found and found[0].judgement.relation == "copy" else None
        if at >= 50:
            right[expected is not None] += copied == expected
            verified.append(0)
    wall = time.perf_counter() - start
    cpu = time.process_time() - busy
    _report(f"{known:>9,} known, texts of {length:,.0f} characters", count, (wall, cpu), right, verified)


def _report(what: str, count: int, seconds: tuple[float, float], right: dict[bool, int], compared: list[int]) -> None:
    """`seconds`: by the clock, and of processor time; `right`: copies found and siblings called new."""
    wall, cpu = seconds
    copies, siblings = (right[flag] / (count / 2) for flag in (True, False))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    fast = f"{count / wall:,.0f} verdicts/s ({1000 * wall / count:.2f} ms; {1000 * cpu / count:.2f} ms processor time)"
    said = f"{copies:.1%} of copies found, {siblings:.1%} of siblings new"
    each = f"{sum(compared) / count:.1f} compared each, at most {max(compared)}"
    print(f"{what}: {fast}; {said}; {each}; peak {peak} MB")


def peer(known: int, count: int) -> None:
    """The same questions to datasketch's MinHashLSH, threshold .7, and its candidates to the same comparison; in a
    process of its own, with all bodies in memory."""
    lsh = MinHashLSH(threshold=0.7, num_perm=64)
    bodies = []

    def hashed(letters: str) -> MinHash:
        sketch = MinHash(num_perm=64, seed=1)
        sketch.update_batch([letters[at : at + 5].encode() for at in range(max(1, len(letters) - 4))])
        return sketch

    for number in range(known):
        sketch = made(number)
        lsh.insert(number, hashed(sketch.letters))
        bodies.append((replace(sketch, body=""), zlib.compress(sketch.body.encode(), LEVEL)))
    asked = questions(known, count)
    right = {True: 0, False: 0}
    compared = [0]
    start = time.perf_counter()
    busy = time.process_time()
    for expected, notice in asked:
        gist = normalize_notice(notice)
        copied = None
        for number in lsh.query(hashed(gist.letters)):
            compared[-1] += 1
            sketch, body = bodies[number]
            if compare(gist, replace(sketch, body=zlib.decompress(body).decode())).relation == "copy":
                copied = number + 1
                break
        right[expected is not None] += copied == expected
        compared.append(0)
    wall = time.perf_counter() - start
    cpu = time.process_time() - busy
    _report(f"{known:>9,} in datasketch", count, (wall, cpu), right, compared)


def main(arguments: list[str]) -> None:
    """Fills a store step by step, and asks at each."""
    parser = data.parser("known")
    parser.add_argument("--known", type=int, nargs="+", choices=STEPS, default=STEPS[:1])
    parser.add_argument("--ask", type=int, default=1000)
    parser.add_argument("--peer", type=int, default=10_000, help="notices in the peer; 0 for none")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "noticewatch-known")
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(exist_ok=True)
    apart = get_context("spawn")
    jobs = [(step, side) for step in chosen.known for side in (build, ask)]
    for step, job in jobs:
        path = chosen.folder / f"{step}.db"
        _run(apart.Process(target=job, args=(path, step) if job is build else (path, step, chosen.ask)))
    if chosen.peer:
        _run(apart.Process(target=peer, args=(chosen.peer, chosen.ask)))


def _run(process) -> None:  # type: ignore[no-untyped-def]
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)
