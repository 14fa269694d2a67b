"""Standard output of a process that answers requests."""

import os
from typing import BinaryIO


def claim_stdout() -> BinaryIO:
    """Return a stream for results that writes to standard output.

    Everything else that is written to standard output (by libraries, for example) is redirected to standard error.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out
