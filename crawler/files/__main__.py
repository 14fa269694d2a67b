"""The process that reads files, `python -m crawler.files`, driven by `crawler.polling.file_process`.

A request is eight bytes (the length and the seconds it may take, big-endian) and the file; the response is four bytes
(the length) and a FileText as JSON. The process ends with its input, that is, with its parent.
"""

import json
import os
import resource
import struct
from dataclasses import asdict

from crawler.files.read import read_file

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space, of which some 100 MB are the program itself."""


def main() -> None:
    """Read files until the input ends."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints is no answer.
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    while len(head := requests.read(8)) == 8:
        length, seconds = struct.unpack(">II", head)
        body = requests.read(length)
        if len(body) < length:
            break
        _limit_time(seconds)
        answer = json.dumps(asdict(read_file(body))).encode()
        answers.write(struct.pack(">I", len(answer)) + answer)
        answers.flush()


def _limit_time(seconds: int) -> None:
    """End the process if it computes for longer than `seconds` from now: its parent may no longer exist to do it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
