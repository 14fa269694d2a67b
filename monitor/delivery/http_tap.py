"""What services answer to requests that a library makes and shows nobody the answers of."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import requests

from monitor.delivery.responses import BODY_LIMIT, Answer
from monitor.delivery.webhooks import retry_after_s

_heard: ContextVar[list[Answer] | None] = ContextVar("record_responses", default=None)
_send = requests.Session.send


@contextmanager
def record_responses() -> Iterator[list[Answer]]:
    """All answers to what is asked through `requests` from within, also from threads that run in a copy of this
    context, in the order in which they came."""
    answers: list[Answer] = []
    token = _heard.set(answers)
    try:
        yield answers
    finally:
        _heard.reset(token)


def _listening(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
    answer = _send(self, request, **kwargs)
    answers = _heard.get()
    if answers is not None:
        # What is read piece by piece is not read here: it would be gone for who asked for it.
        body = b"" if kwargs.get("stream") else answer.content[: BODY_LIMIT + 1]
        wait = retry_after_s(answer.headers.get("Retry-After"), datetime.now(UTC))
        answers.append(Answer(answer.status_code, body, wait))
    return answer


# The library has no hook for all of its sessions, and plug-ins make their own for each request.
requests.Session.send = _listening  # type: ignore[method-assign]
