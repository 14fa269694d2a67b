"""Reading outside the reactor's thread: a large page must not delay the other polls' answers and deadlines."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
# One thread: the work is Python's, so more would not be faster, and the libraries' caches have one user.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")


async def in_parser_thread(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return the result of the step, run in the reader's thread."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, lambda: step(*args, **kwargs))
