"""Heartbeats to an external monitoring service, such as healthchecks.io, while the daemon works."""

import logging

from crawler import VERSION
from monitor.runtime.http_client import HttpError, HttpTimeoutError, request

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
_NAMED = {"action": "heartbeat"}


class Heartbeat:
    """A sender of heartbeats, which logs the first failure and the recovery.

    The URL is secret and never logged.
    """

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._failing = False

    def beat(self, url: str) -> bool:
        """Send one request to the URL, and return whether the response was successful."""
        fault = self._ask(url)
        if fault and not self._failing:
            logger.warning("the heartbeat request failed: %s; trying again every minute", fault, extra=_NAMED)
        elif not fault and self._failing:
            logger.info("the heartbeat request succeeded again", extra=_NAMED)
        self._failing = fault is not None
        return fault is None

    def _ask(self, url: str) -> str | None:
        headers = {"User-Agent": f"noticewatch/{VERSION}"}
        try:
            answer = request("GET", url, headers, None, deadline_s=self._timeout_s)
        except HttpTimeoutError:
            return "no answer in time"
        except HttpError as error:
            return str(error)
        if 300 <= answer.status < 400:
            return f"HTTP {answer.status}; redirects are not followed"
        return None if answer.status < 400 else f"HTTP {answer.status}"
