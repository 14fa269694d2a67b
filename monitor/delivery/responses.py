"""Functions that interpret a service's response, including its body. Pure functions; no I/O.

Many services respond with status 200 to a message that they refuse, and report the error in the body. Most of Apprise's
plug-ins check only the status.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.delivery.circuit_breaker import error_kind_of_status, is_unclear
from monitor.errors import ChannelError, ErrorKind
from monitor.schedule.backoff import ASKED_LONGEST_S
from monitor.text.sanitize import cut, plain

BODY_LIMIT = 64 * 1024
"""The maximum number of bytes of a response body that is interpreted. A longer body is not a report about a message."""
_TAKEN = {"errcode": 0, "retcode": 0, "ok": True, "success": True}
"""Fields and their values in the response to an accepted message. `errcode` is used by DingTalk and WeCom, `retcode` by
OneBot, `ok` by Slack, and `success` by Synology and Qmsg."""
_CODES = {"feishu": 0, "lark": 0, "schan": 0, "pushdeer": 0, "pushdeers": 0, "spugpush": 200}
"""The value of the field `code` in the response to an accepted message, by the URL schemes of the services that use the
field in this way. Other services use the field with another meaning."""
_STATUS_ALONE = frozenset({"json", "jsons", "xml", "xmls", "form", "forms"})
"""Schemes of the user's own receivers, whose response bodies have no known format."""
_UNSEEN = frozenset({*_CODES, "dingtalk", "wecombot", "qq", "synology", "synologys"})
"""Schemes whose plug-ins do not check responses, so that each response is checked here. Other plug-ins may repeat a
request; of their responses, only the last is checked."""
_REASONS = ("msg", "errmsg", "message", "reason", "error", "wording", "description", "detail", "title")
_PASSING = frozenset({-1, 9499, 11232, 45009, 130101, 410100})
"""Error codes of services that are busy or received too many messages. In order, the codes are used by: several
services, Feishu, WeCom, DingTalk."""
_LASTING = frozenset({19001, 19021, 19022, 93000, 300001, 300005, 400013, 400101, 400102, 400106})
"""Error codes for an invalid token or signature, and for a robot or group that no longer exists. They are from the
documentation of custom robots of Feishu, WeCom and DingTalk."""


@dataclass(frozen=True)
class Answer:
    """An HTTP response, or its absence (NO_RESPONSE).

    `body` is the beginning of the body, or empty if the body was not read. `retry_after` is the time in seconds that
    the headers ask the client to wait.
    """

    status: int
    body: bytes = b""
    retry_after: float | None = None


def rejection_in(scheme: str, answers: Sequence[Answer]) -> ChannelError | None:
    """Return an error if a successful response (2xx) reports in its body that the message was refused, else None.

    `scheme` is the scheme of the channel's URL. `answers` are the responses to the requests for one message, in order.
    """
    counting = answers if scheme in _UNSEEN else answers[-1:]
    accepted = [answer for answer in counting if 200 <= answer.status < 300]
    for answer in accepted if scheme not in _STATUS_ALONE else ():
        said = _object(answer.body)
        code = next((said[name] for name, value in _expected(scheme).items() if _differs(said.get(name), value)), None)
        if code is not None:
            reason = next((text for name in _REASONS if isinstance(text := said.get(name), str) and text), "")
            named = "an error" if isinstance(code, bool) else f"error {code}"
            detail = f"the service answered with {named}: {cut(plain(reason), 200)}".rstrip(": ")
            wait = requested_wait_s(answers)
            return ChannelError(detail, _error_kind(code), wait, may_be_message=isinstance(code, bool) and wait is None)
    return None


def may_be_message(answers: Sequence[Answer]) -> bool:
    """Return whether the last unsuccessful response may have been caused by the message itself.

    This is possible if there was no response, or if the status does not show the cause and the service does not ask the
    client to wait.
    """
    failed = [answer for answer in answers if not 200 <= answer.status < 300]
    return bool(failed) and is_unclear(failed[-1].status) and requested_wait_s(failed[-1:]) is None


def reasons_in(answers: Sequence[Answer]) -> list[str]:
    """Return the reasons that the unsuccessful responses state for the failure."""
    found = (reason_in(answer.body) for answer in answers if not 200 <= answer.status < 300)
    return [reason for reason in found if reason]


def reason_in(body: bytes) -> str:
    """Return the reason stated in a response body.

    The reason is a known field of a JSON object, or plain text.
    """
    said = _object(body)
    inner = said.get("error")
    for fields in (said, inner if isinstance(inner, dict) else {}):
        for name in _REASONS:
            text = fields.get(name)
            if isinstance(text, str) and text.strip():
                return cut(plain(text), 200)
    text = body[:1000].decode("utf-8", "replace").strip()
    return "" if said or text.startswith(("<", "{", "[")) else cut(plain(text), 200)


def error_kind_in(answers: Sequence[Answer]) -> ErrorKind:
    """Return the kind of error for a message that was not accepted, according to the last unsuccessful response."""
    failed = [answer.status for answer in answers if not 200 <= answer.status < 300]
    return error_kind_of_status(failed[-1]) if failed else "passing"


def requested_wait_s(answers: Sequence[Answer]) -> float | None:
    """Return the time in seconds that the last response asks the client to wait, or None if it states no time.

    Most services state the time in the headers. Telegram, Discord and services similar to Slack state it in the body.
    """
    if not answers:
        return None
    if answers[-1].retry_after is not None:
        return answers[-1].retry_after
    said = _object(answers[-1].body)
    inner = said.get("parameters")
    found = said.get("retry_after", inner.get("retry_after") if isinstance(inner, dict) else None)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(min(found, ASKED_LONGEST_S))


def _expected(scheme: str) -> Mapping[str, int]:
    return _TAKEN | ({"code": _CODES[scheme]} if scheme in _CODES else {})


def _differs(said: Any, taken: int) -> bool:
    """Return whether the value `said` of a field shows that a message was refused.

    `taken` is the value of the field for accepted messages. A value of another type shows nothing.
    """
    return type(said) is type(taken) and said != taken


def _error_kind(code: int) -> ErrorKind:
    if isinstance(code, bool) or code in _PASSING:
        return "passing"
    return "lasting" if code in _LASTING else "message"


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body) if len(body) <= BODY_LIMIT else None
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
