"""A class that ends a long-running process in an orderly way: after a signal, and even if a thread hangs."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable

DATABASE_LOST = 4
"""The exit code if the database was removed or replaced while the process was running."""
INTERRUPTED = 130
"""The exit code after SIGINT."""


class Shutdown:
    """A class that ends a long-running process in an orderly way.

    The event `stopping` is set when the process must end. `exit_code` is the exit code of the process.
    """

    def __init__(self, stopping: asyncio.Event) -> None:
        self._stopping = stopping
        self.exit_code = 0

    def handle_signals(self, reload: Callable[[], None]) -> None:
        """Stop at SIGTERM and SIGINT, and call `reload` at SIGHUP."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.stop, 0)
        loop.add_signal_handler(signal.SIGINT, self.stop, INTERRUPTED)
        loop.add_signal_handler(signal.SIGHUP, reload)

    def stop(self, exit_code: int) -> None:
        """Request the end of the process with an exit code."""
        self.exit_code = exit_code
        self._stopping.set()

    def finish(self, *, is_sending: bool) -> int:
        """Return the exit code, or end the process at once if `is_sending` is true.

        A message that is still being sent at this point belongs to a channel that does not respond. Waiting for its
        thread would delay the shutdown. The message remains due.
        """
        if is_sending:
            sys.stderr.flush()
            os._exit(self.exit_code)
        return self.exit_code
