"""Send the sign of life to an outside service: an address requested while the daemon works, like healthchecks.io."""

import logging

from crawler import VERSION
from monitor.runtime.http_client import HttpError, HttpTimeoutError, request

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
_NAMED = {"action": "heartbeat"}


class Heartbeat:
    """Asks the address. That this fails is logged once, and its end once. The address is a secret: no log shows it."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._failing = False

    def beat(self, url: str) -> bool:
        """Send one request, and return whether it was answered with success."""
        fault = self._ask(url)
        if fault and not self._failing:
            logger.warning("the heartbeat is not taken: %s; trying again each minute", fault, extra=_NAMED)
        elif not fault and self._failing:
            logger.info("the heartbeat is taken again", extra=_NAMED)
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
            return f"it was answered {answer.status}, a redirect, which is not followed"
        return None if answer.status < 400 else f"it was answered {answer.status}"
