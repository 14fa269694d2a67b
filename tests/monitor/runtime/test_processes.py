import os
import subprocess
import sys
from pathlib import Path

from monitor.runtime.processes import memory_reader, start_time


def test_a_process_that_grows_has_more_resident_bytes():
    resident_bytes = memory_reader(os.getpid())
    before = resident_bytes()
    grown = bytearray(os.urandom(1)) * (64 * 1024 * 1024)
    assert resident_bytes() - before > len(grown) / 2


def test_a_process_that_ended_has_neither_memory_nor_a_start():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert (memory_reader(child.pid)(), start_time(child.pid)) == (0, None)


def test_the_start_is_the_kernels_own_count_of_ticks():
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    assert start_time(os.getpid()) == int(fields[19])
