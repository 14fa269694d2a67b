"""`make bench`, or `python -m tests.benchmarks polls|memory`: figures by hand, ratios against a named peer in the
same run. Nothing here is asserted by a test."""

import sys

from tests.benchmarks import memory, polls

BENCHMARKS = {"polls": polls.main, "memory": memory.main}
name, arguments = (
    (sys.argv[1], sys.argv[2:]) if sys.argv[1:2] and sys.argv[1] in BENCHMARKS else ("polls", sys.argv[1:])
)
BENCHMARKS[name](arguments)
