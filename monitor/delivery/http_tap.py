"""The recording of HTTP responses of a library that does not expose them, without following redirects."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from threading import Lock
from typing import Any

import requests

from monitor.delivery.responses import BODY_LIMIT, Answer
from monitor.delivery.webhooks import retry_after_s

_recorded: ContextVar[list[Answer] | None] = ContextVar("recorded_responses", default=None)


class _SendPatch:
    """A patch of `requests.Session.send` that is active while at least one context records responses.

    The library has no hook for all of its sessions, and plug-ins create a session for each request.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._original = requests.Session.send

    def acquire(self) -> None:
        """Patch the library if this is the first active context."""
        with self._lock:
            self._users += 1
            if self._users == 1:
                self._original = requests.Session.send
                requests.Session.send = _recording(self._original)  # type: ignore[method-assign]

    def release(self) -> None:
        """Restore the library if this was the last active context."""
        with self._lock:
            self._users -= 1
            if self._users == 0:
                requests.Session.send = self._original  # type: ignore[method-assign]


_patch = _SendPatch()


@contextmanager
def record_responses() -> Iterator[list[Answer]]:
    """Record the responses to requests made through `requests` within the context, in the order of their arrival.

    Redirects are not followed: a service could redirect the message, or the request, to an address inside the network.

    Responses in other threads are not recorded, unless the threads run in a copy of this context, as Apprise's threads
    do.
    """
    answers: list[Answer] = []
    token = _recorded.set(answers)
    _patch.acquire()
    try:
        yield answers
    finally:
        _patch.release()
        _recorded.reset(token)


def _recording(send: Any) -> Any:
    """Return a wrapper of the library's method.

    If recording is active in the context, the wrapper records the response and follows no redirect.
    """

    def recording_send(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        answers = _recorded.get()
        if answers is not None:
            kwargs["allow_redirects"] = False
        response: requests.Response = send(self, request, **kwargs)
        if answers is not None:
            answers.append(_answer(response, is_streamed=bool(kwargs.get("stream"))))
        return response

    return recording_send


def _answer(response: requests.Response, *, is_streamed: bool) -> Answer:
    # A streamed body is not read here, because the caller could not read it again.
    body = b"" if is_streamed else response.content[: BODY_LIMIT + 1]
    return Answer(response.status_code, body, retry_after_s(response.headers.get("Retry-After"), datetime.now(UTC)))
