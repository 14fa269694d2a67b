"""Functions that record the HTTP responses that a library receives but does not expose. Redirects are not followed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from http.client import HTTPResponse
from threading import Lock
from typing import Any

import requests
from urllib3.connection import HTTPConnection
from urllib3.exceptions import ProtocolError

from monitor.delivery.circuit_breaker import NO_RESPONSE
from monitor.delivery.responses import BODY_LIMIT, Answer
from monitor.delivery.webhooks import retry_after_s
from monitor.runtime.http_client import FinalResponse

RESPONSE_LIMIT = 4 * 1024 * 1024
"""The maximum number of bytes of a response body that are read. The responses of services have some kilobytes."""
_CHUNK = 16 * 1024
_recorded: ContextVar[list[Answer] | None] = ContextVar("recorded_responses", default=None)


class _SendPatch:
    """A patch of `requests.Session.send` that is active while at least one context records responses.

    The method is patched because `requests` has no hook for all sessions, and plug-ins create a session for each
    request.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._original = requests.Session.send

    def acquire(self) -> None:
        """Apply the patch if this is the first active context."""
        with self._lock:
            self._users += 1
            if self._users == 1:
                HTTPConnection.response_class = FinalResponse
                self._original = requests.Session.send
                requests.Session.send = _recording(self._original)  # type: ignore[method-assign]

    def release(self) -> None:
        """Remove the patch if this was the last active context."""
        with self._lock:
            self._users -= 1
            if self._users == 0:
                HTTPConnection.response_class = HTTPResponse
                requests.Session.send = self._original  # type: ignore[method-assign]


_patch = _SendPatch()


@contextmanager
def record_responses() -> Iterator[list[Answer]]:
    """Record the responses to requests made through `requests` within the context.

    The context manager yields the list to which the responses are appended in the order of their arrival.

    Redirects are not followed, because a service could redirect the request, with the message, to an address inside the
    network. Responses in other threads are not recorded, unless the threads run in a copy of this context, as Apprise's
    threads do.
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
    """Return a wrapper of the method `send` of `requests.Session`.

    If responses are being recorded in the current context, the wrapper records the response, does not follow redirects,
    and limits the size of the body.
    """

    def recording_send(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        answers = _recorded.get()
        is_streamed = bool(kwargs.get("stream"))
        if answers is not None:
            kwargs |= {"allow_redirects": False, "stream": True}
        try:
            response: requests.Response = send(self, request, **kwargs)
        except requests.RequestException as error:
            if answers is not None and _failed_after_connecting(error):
                answers.append(Answer(NO_RESPONSE))
            raise
        if answers is not None:
            # The status counts even if the body never ends.
            answers.append(_answer(response, b""))
            if not is_streamed:
                # A streamed body is not read here, because the caller could not read it again.
                answers[-1] = _answer(response, _content(response)[: BODY_LIMIT + 1])
        return response

    return recording_send


def _failed_after_connecting(error: requests.RequestException) -> bool:
    """Return whether a request failed after the connection was made. In this case, the message may have been sent."""
    if isinstance(error, requests.ReadTimeout):
        return True
    return isinstance(error, requests.ConnectionError) and isinstance(next(iter(error.args), None), ProtocolError)


def _answer(response: requests.Response, body: bytes) -> Answer:
    return Answer(response.status_code, body, retry_after_s(response.headers.get("Retry-After"), datetime.now(UTC)))


def _content(response: requests.Response) -> bytes:
    """Return at most RESPONSE_LIMIT bytes of a response's body.

    The bytes are stored in the response, so that later readers of its body get the same bytes.
    """
    content = bytearray()
    for chunk in response.iter_content(_CHUNK):
        content += chunk
        if len(content) > RESPONSE_LIMIT:
            response.close()
            break
    response._content = bytes(content[:RESPONSE_LIMIT])
    response._content_consumed = True
    return response._content
