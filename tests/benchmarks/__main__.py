"""`make bench`: figures by hand, ratios against a named peer in the same run. Nothing here is asserted by a test.

`python -m tests.benchmarks NAME …` runs one benchmark; without a name it is `polls`. Those that read texts
or pages take them from `--data DIR`, else from what is made here.
"""

import sys
from importlib import import_module

name, *arguments = sys.argv[1:] or ["polls"]
if name.startswith("-"):
    name = "polls"
    arguments = sys.argv[1:]
import_module(f"tests.benchmarks.{name}").main(arguments)
