"""Faults during the soak: a changed clock, dead name servers, a locked database, bad receivers, and hostile sources.

The faults take turns, one at a time, in `ROUNDS` rounds. The hostile sources are there all the time.
"""

import contextlib
import shutil
import socket
import sqlite3
import struct
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.benchmarks.soak_sites import HOSTS, Sites, host_of
from tests.hostile_sites import KINDS, address_of, served

ROUNDS = 6
CLOCK_AHEAD_S = 8 * 3600
NAMED_ONE_IN = 20
"""One in so many sources has a host name. The others have an IP address."""
_DOMAIN = "soak.test"
_NAME_SERVER = "127.0.0.77"
_TTL_S = 60
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


class _NameServer:
    """A name server for `NUMBER.soak.test`, which can be silent."""

    def __init__(self) -> None:
        self.is_silent = False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((_NAME_SERVER, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                query, peer = self._socket.recvfrom(512)
            except OSError:
                return
            if not self.is_silent:
                self._socket.sendto(_answer(query), peer)

    def close(self) -> None:
        self._socket.close()


def _answer(query: bytes) -> bytes:
    ends = query.index(b"\0", 12) + 5
    kind = struct.unpack(">H", query[ends - 4 : ends - 2])[0]
    label = query[13 : 13 + query[12]]
    records = b""
    if kind == 1 and label.isdigit():
        host = bytes(map(int, host_of(int(label) % HOSTS).split(".")))
        records = struct.pack(">HHHIH", 0xC00C, 1, 1, _TTL_S, 4) + host
    head = query[:2] + struct.pack(">HHHHH", 0x8180, 1, bool(records), 0, 0)
    return head + query[12:ends] + records


@dataclass
class Faults:
    """The faults of one soak. `counts` has the number of each kind so far."""

    folder: Path
    site: Sites
    hostile_port: int
    names: _NameServer
    counts: Counter[str] = field(default_factory=Counter)

    def url(self, source: int) -> str:
        """Return the URL of a source's listing. Some sources have a host name."""
        if source % NAMED_ONE_IN:
            return self.site.url(source)
        return f"http://{source}.{_DOMAIN}:{self.site.port}/list/{source}"

    def sources(self) -> list[dict[str, Any]]:
        """Return the configuration of the hostile sources."""
        return [
            {
                "id": f"hostile{number}",
                "url": f"http://{address_of(number)}:{self.hostile_port}/list/",
                "every": "10m",
                "trusted": True,
            }
            for number in range(len(KINDS))
        ]

    def command(self, command: Sequence[str]) -> list[str]:
        """Return the command that runs `command` with the name server and the changed clock."""
        (self.folder / "resolv.conf").write_text(f"nameserver {_NAME_SERVER}\n")
        self._set_clock(0)
        script = f'mount --bind {self.folder}/resolv.conf /etc/resolv.conf && exec "$@"'
        clock = [
            f"LD_PRELOAD={LIBRARIES[0]}",
            f"FAKETIME_TIMESTAMP_FILE={self.folder / 'offset'}",
            "FAKETIME_CACHE_DURATION=1",
            "NO_FAKE_STAT=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
        ]
        return ["unshare", "-m", "sh", "-c", script, "sh", "env", *clock, *command]

    def run(self, lasts_s: float) -> threading.Thread:
        """Start the rounds of faults, which end after `lasts_s` seconds."""
        thread = threading.Thread(target=self._run, args=(lasts_s / ROUNDS,), daemon=True)
        thread.start()
        return thread

    def _run(self, round_s: float) -> None:
        steps: tuple[tuple[str, float, Callable[[], None], Callable[[], None]], ...] = (
            ("database locked", 0.05, self._lock, self._unlock),
            ("receivers answer 500", 0.15, lambda: self.site.receive("500"), lambda: self.site.receive("well")),
            ("clock ahead", 0.15, lambda: self._set_clock(CLOCK_AHEAD_S), lambda: self._set_clock(0)),
            ("name servers silent", 0.2, lambda: self._silence(True), lambda: self._silence(False)),
            ("receivers hang", 0.05, lambda: self.site.receive("hang"), lambda: self.site.receive("well")),
        )
        pause_s = round_s * (1 - sum(step[1] for step in steps)) / (len(steps) + 1)
        for _ in range(ROUNDS):
            for name, part, begin, end in steps:
                time.sleep(pause_s)
                begin()
                time.sleep(round_s * part)
                end()
                self.counts[name] += 1
            time.sleep(pause_s)

    def _set_clock(self, offset_s: int) -> None:
        written = self.folder / "offset.new"
        written.write_text(f"{offset_s:+d}s\n")
        written.replace(self.folder / "offset")

    def _silence(self, is_silent: bool) -> None:
        self.names.is_silent = is_silent

    def _lock(self) -> None:
        self._locked = sqlite3.connect(self.folder / "noticewatch.db", timeout=60, check_same_thread=False)
        self._locked.execute("BEGIN IMMEDIATE")

    def _unlock(self) -> None:
        self._locked.rollback()
        self._locked.close()


@contextlib.contextmanager
def faults(folder: Path, site: Sites) -> Iterator[Faults]:
    """Serve the hostile sources and the name server of a soak in `folder`."""
    names = _NameServer()
    try:
        with served(0, len(KINDS)) as port:
            yield Faults(folder, site, port, names)
    finally:
        names.close()


def missing() -> str:
    """Return what this host lacks for the faults, or an empty string."""
    if not LIBRARIES:
        return "libfaketime is not installed"
    if subprocess.run(["unshare", "-m", "true"], check=False).returncode or not shutil.which("mount"):
        return "mount namespaces need the rights of root"
    return ""


def figures(folder: Path, done: Counter[str], ops: Sequence[str]) -> Iterator[str]:
    """Yield lines about the faults: what happened, and how often the operator was told of each trouble."""
    yield f"faults: {', '.join(f'{name} {count} times' for name, count in done.items())}"
    with contextlib.closing(sqlite3.connect(f"file:{folder / 'noticewatch.db'}?mode=ro", uri=True)) as database:
        kinds = database.execute("SELECT kind, count(*) FROM event GROUP BY kind ORDER BY kind").fetchall()
        events = database.execute(
            "SELECT id, source_id, kind FROM event WHERE kind IN ('source.troubled', 'source.recovered') ORDER BY id"
        ).fetchall()
        ranges = database.execute(
            "SELECT first_event, last_event, status FROM delivery WHERE first_event IS NOT NULL ORDER BY first_event"
        ).fetchall()
        left = database.execute("SELECT status, count(*) FROM delivery GROUP BY status").fetchall()
    yield f"events: {', '.join(f'{kind} {count}' for kind, count in kinds)}"
    yield f"deliveries: {', '.join(f'{status} {count}' for status, count in left)}"
    by_source: dict[str, list[str]] = {}
    for _, source, kind in events:
        by_source.setdefault(source, []).append(kind)
    odd = [
        source
        for source, found in by_source.items()
        if any(before == after for before, after in pairwise(found)) or found[0] != "source.troubled"
    ]
    unreported = [number for number, _, _ in events if not any(first <= number <= last for first, last, _ in ranges)]
    overlapping = sum(before[1] >= after[0] for before, after in pairwise(ranges))
    in_trouble = sorted(source for source, found in by_source.items() if found[-1] == "source.troubled")
    yield (
        f"troubles: {sum(kind == 'source.troubled' for _, _, kind in events)} of {len(by_source)} sources; "
        f"without turns of trouble and recovery {odd}; events not reported {len(unreported)}, reports that overlap "
        f"{overlapping}; still in trouble {in_trouble}"
    )
    most = Counter({source: found.count("source.troubled") for source, found in by_source.items()}).most_common(12)
    yield f"most troubles: {', '.join(f'{source} {count}' for source, count in most)}"
    yield f"operator: {len(ops)} messages, {len(ops) - len(set(ops))} equal to another"
    log = (folder / "log").read_text(encoding="utf-8", errors="replace")
    yield f"log: {log.count(chr(10))} lines, {log.count('Traceback')} tracebacks"
