"""Send the sign of life to an outside service: an address requested while the daemon works, like healthchecks.io."""

import logging

import requests

from crawler import VERSION

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
            # What is answered besides the status is not read.
            with requests.get(url, headers=headers, timeout=self._timeout_s, stream=True) as answer:
                return None if answer.status_code < 400 else f"it was answered {answer.status_code}"
        except requests.RequestException as error:
            # Its text would show the address.
            return "no answer in time" if isinstance(error, requests.Timeout) else type(error).__name__
