"""What processes use, from /proc (Linux only)."""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_OWN = slice(11, 13)
_WITH_CHILDREN = slice(11, 15)
"""Fields of /proc/PID/stat after the name: time of its own, and that of children which ended and were waited for."""
_SIZES = re.compile(r"^(Rss|Pss):\s+(\d+) kB", re.M)


def seconds(pid: int) -> float:
    """Processor time of a process so far."""
    return _time(pid, _OWN)


def family(pid: int) -> list[int]:
    """A process and its children's children, those that live."""
    return list(_family(pid))


def _family(pid: int) -> Iterator[int]:
    yield pid
    # A thread or a child may end while it is looked at.
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def used(pid: int) -> dict[int, float]:
    """Processor time of each process of a family that lives."""
    return {process: seconds(process) for process in family(pid)}


def spent(pid: int) -> float:
    """Processor time of a whole family so far, of those that have ended as well."""
    return sum(_time(process, _WITH_CHILDREN) for process in family(pid))


def _time(pid: int, fields: slice) -> float:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, after_name[fields])) / _TICKS


def memory(pid: int) -> tuple[int, int]:
    """Resident bytes of a family, and its proportional share of them: what is shared is counted once."""
    sizes = {"Rss": 0, "Pss": 0}
    for process in family(pid):
        with contextlib.suppress(OSError):
            for name, kib in _SIZES.findall(Path(f"/proc/{process}/smaps_rollup").read_text()):
                sizes[name] += int(kib) * 1024
    return sizes["Rss"], sizes["Pss"]


def memory_by_module(pid: int) -> dict[str, tuple[int, int]]:
    """Return the resident and proportional bytes of a process family's members, by the Python module that each runs."""
    sizes: dict[str, tuple[int, int]] = {}
    for process in family(pid):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{process}/cmdline").read_text().split("\0")
            name = words[words.index("-m") + 1] if "-m" in words else words[0]
            found = dict(_SIZES.findall(Path(f"/proc/{process}/smaps_rollup").read_text()))
            rss, pss = sizes.get(name, (0, 0))
            sizes[name] = rss + int(found["Rss"]) * 1024, pss + int(found["Pss"]) * 1024
    return sizes
