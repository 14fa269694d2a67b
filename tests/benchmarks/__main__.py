"""Run a benchmark: `python -m tests.benchmarks NAME …`, by default `polls`. `make bench` does the same.

Benchmarks are run by hand. They print ratios against a named peer in the same run, and no test asserts them. Those that
read texts or pages take them from `--data DIR`, or use made ones.
"""

import sys
from importlib import import_module

name, *arguments = sys.argv[1:] or ["polls"]
if name.startswith("-"):
    name = "polls"
    arguments = sys.argv[1:]
import_module(f"tests.benchmarks.{name}").main(arguments)
