"""Sending events to webhooks, one per request. Imports requests, as the heartbeat does."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from requests.utils import get_auth_from_url

from crawler import VERSION
from monitor.config.webhook_keys import sign, signing_key
from monitor.delivery.circuit_breaker import error_kind_of_status
from monitor.errors import ChannelError
from monitor.messages.cloud_events import CloudEvent

CONNECT_S = 5.0
READ_S = 20.0
"""Seconds that a receiver has to take the connection, and to answer."""


class Webhook:
    """One receiver. Its address and keys are secret: neither reaches an error."""

    def __init__(self, url: str, secrets: Sequence[str]) -> None:
        self._url = url
        self._keys = [signing_key(secret) for secret in secrets]

    def send(self, event: CloudEvent) -> None:
        """Send one event, and return when the receiver has accepted it. Raises ChannelError, also for a redirect.

        The receiver accepts it by any 2xx answer, whatever else it says (as Standard Webhooks specifies).
        """
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        timestamp = int(time.time())
        headers = {
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "User-Agent": f"noticewatch/{VERSION}",
            "webhook-id": event["id"],
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(self._keys, event["id"], timestamp, body),
        }
        try:
            # What a receiver says besides its status is not read.
            with requests.post(
                self._url,
                data=body,
                headers=headers,
                auth=self._authorize,
                allow_redirects=False,
                timeout=(CONNECT_S, READ_S),
                stream=True,
            ) as answer:
                status = answer.status_code
                asked = answer.headers.get("Retry-After")
        except requests.RequestException as error:
            # Its text would show the address.
            raise ChannelError(_reason(error)) from None
        if not 200 <= status < 300:
            wait = retry_after_s(asked, datetime.now(UTC))
            raise ChannelError(f"the receiver answered with HTTP {status}", error_kind_of_status(status), wait)

    def _authorize(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Authorize the request by the address alone: a .netrc is not meant for webhooks."""
        user, password = get_auth_from_url(self._url)
        return requests.auth.HTTPBasicAuth(user, password)(request) if user or password else request


def retry_after_s(written: str | None, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header: a number, or a date (RFC 9110, 10.2.3); None for anything else."""
    if written is None:
        return None
    if written.strip().isdecimal():
        return float(written.strip()[:9])
    try:
        at = parsedate_to_datetime(written)
        return max((at - now).total_seconds(), 0.0) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "the receiver did not answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "the receiver's certificate is invalid"
    if isinstance(error, requests.ConnectionError):
        return "the receiver is unreachable, or closed the connection"
    return f"the request failed: {type(error).__name__}"
