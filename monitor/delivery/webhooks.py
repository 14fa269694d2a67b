"""A class that sends events to a webhook, one event per request."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler import VERSION
from monitor.config.webhook_keys import sign, signing_key
from monitor.delivery.circuit_breaker import error_kind_of_status, is_unclear
from monitor.delivery.responses import reason_in
from monitor.errors import ChannelError
from monitor.messages.cloud_events import CloudEvent
from monitor.runtime.http_client import HttpAnswer, HttpClosedError, HttpError, HttpTimeoutError, request

CONNECT_S = 5.0
DEADLINE_S = 20.0
"""`CONNECT_S` is the maximum time in seconds to connect to a receiver. `DEADLINE_S` is the maximum time in seconds
until the receiver's complete response has arrived."""


class Webhook:
    """A client that sends events to the webhook of a channel.

    The URL and the keys of the webhook are secret and are not included in errors.
    """

    def __init__(self, url: str, secrets: Sequence[str], trusted: bool | None = None) -> None:
        self._url = url
        self._trusted = trusted
        self._keys = [signing_key(secret) for secret in secrets]

    def send(self, event: CloudEvent) -> None:
        """Send one event and return after the receiver has accepted it.

        Raise ChannelError if sending fails or the service redirects the request.

        Any 2xx response means that the event is accepted, regardless of the body (as Standard Webhooks specifies).
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
            answer = request(
                "POST", self._url, headers, body, deadline_s=DEADLINE_S, connect_s=CONNECT_S, trusted=self._trusted
            )
        except HttpTimeoutError:
            raise ChannelError("the receiver did not answer in time", may_be_message=True) from None
        except HttpClosedError as error:
            raise ChannelError(str(error), may_be_message=True) from None
        except HttpError as error:
            raise ChannelError(str(error)) from None
        if not 200 <= answer.status < 300:
            raise _refusal(answer)


def _refusal(answer: HttpAnswer) -> ChannelError:
    wait = retry_after_s(answer.headers.get("retry-after"), datetime.now(UTC))
    reason = reason_in(answer.body)
    said = f"the receiver answered with HTTP {answer.status}" + (f": {reason}" if reason else "")
    kind = error_kind_of_status(answer.status)
    return ChannelError(said, kind, wait, may_be_message=is_unclear(answer.status) and wait is None)


def retry_after_s(written: str | None, now: datetime) -> float | None:
    """Return the waiting time in seconds that a Retry-After header states, or None if it is missing or invalid.

    `written` is the value of the header: a number of seconds or a date (RFC 9110, 10.2.3).
    """
    if written is None:
        return None
    if written.strip().isdecimal():
        return float(written.strip()[:9])
    try:
        at = parsedate_to_datetime(written)
        return max((at - now).total_seconds(), 0.0) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
