"""Functions that close the resources of a command, such as database connections, when it ends."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

_stack: ContextVar[ExitStack | None] = ContextVar("opened", default=None)


@contextmanager
def closing_opened() -> Iterator[None]:
    """Call all functions that are passed to `close_at_end` within the block, as soon as the block ends.

    They are also called if the block ends with an exception.
    """
    with ExitStack() as stack:
        token = _stack.set(stack)
        try:
            yield
        finally:
            _stack.reset(token)


def close_at_end(close: Callable[[], None]) -> None:
    """Arrange for `close` to be called when the running command ends.

    If no `closing_opened` block is active, this function has no effect.
    """
    if stack := _stack.get():
        stack.callback(close)
