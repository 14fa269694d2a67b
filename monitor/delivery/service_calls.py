"""An executor that runs each call of a service in a thread of its own, so that slow services do not delay others."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class ServiceBusyError(Exception):
    """An earlier call of the same service has not ended."""


class ServiceCalls(Executor):
    """An executor without a limit on the number of calls, except that each service has one at a time.

    A call cannot be ended. It may continue after its caller has stopped waiting, for example while the service sends
    its response byte by byte. The number of threads is at most the number of services, because the next call of such a
    service is refused. The program does not wait for the threads when it ends.
    """

    def __init__(self) -> None:
        self._running: set[str] = set()
        self._lock = Lock()
        self._service: ContextVar[str] = ContextVar("service", default="")

    @contextmanager
    def of(self, service: str) -> Iterator[None]:
        """Regard the calls submitted in the `with` block as calls of `service`.

        Raise ServiceBusyError if an earlier call of this service is still running.
        """
        if service in self._running:
            raise ServiceBusyError
        token = self._service.set(service)
        try:
            yield
        finally:
            self._service.reset(token)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start a thread that calls the function. Return the future of its result."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        service = self._service.get()

        def run() -> None:
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - passed on to the caller
                self._end(service)
                future.set_exception(error)
            else:
                self._end(service)
                future.set_result(result)

        with self._lock:
            self._running.add(service)
        try:
            Thread(target=run, name="service", daemon=True).start()
        except RuntimeError:
            self._end(service)
            raise
        return future

    def _end(self, service: str) -> None:
        with self._lock:
            self._running.discard(service)
