"""Functions that close the resources of a command, such as database connections, when it ends."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

_stack: ContextVar[ExitStack | None] = ContextVar("opened", default=None)


@contextmanager
def closing_opened() -> Iterator[None]:
    """At the end of the block, call the functions that were passed to `close_at_end` within it, even after an error."""
    with ExitStack() as stack:
        token = _stack.set(stack)
        try:
            yield
        finally:
            _stack.reset(token)


def close_at_end(close: Callable[[], None]) -> None:
    """Call `close` when the running command ends. Outside `closing_opened`, this function has no effect."""
    if stack := _stack.get():
        stack.callback(close)
