"""`make bench`: figures by hand, ratios against a named peer in the same run. Nothing here is asserted by a test."""

import sys

from tests.benchmarks import polls

polls.main(sys.argv[1:])
