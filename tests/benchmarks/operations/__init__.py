"""Acceptance cases of operations: clocks, names, configuration folders, terminals, receivers, and hostile pages.

`tests.benchmarks.cases` calls `check` for the cases of the folders in `KINDS`. A case runs commands of the program in a
folder of its own, with a server on loopback. What a case varies (a word, a duration, a name) is read from its README.
"""

from collections.abc import Callable

from tests.benchmarks.operations.clocks import check_clock
from tests.benchmarks.operations.commands import check_lines, check_queries, check_reading, check_streams, check_words
from tests.benchmarks.operations.folders import check_folder
from tests.benchmarks.operations.networks import check_heartbeat, check_hostile, check_ipv6, check_names
from tests.benchmarks.operations.receivers import check_poison
from tests.benchmarks.operations.world import Case

KINDS: dict[str, Callable[[Case], str]] = {
    "words": check_words,
    "queries": check_queries,
    "clock": check_clock,
    "hostile-pages": check_hostile,
    "dns": check_names,
    "configuration-folder": check_folder,
    "read-only-commands": check_reading,
    "terminals-and-streams": check_streams,
    "ingest-lines": check_lines,
    "poison-message": check_poison,
    "heartbeat": check_heartbeat,
    "ipv6": check_ipv6,
}

"""The checks by the name of the case's folder, without its number."""


def check(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    return KINDS[kind_of(case)](case)


def kind_of(case: Case) -> str:
    """Return the name of a case's folder without its number."""
    return case.folder.name.partition("-")[2]
