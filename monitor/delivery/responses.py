"""The meaning of a service's answer besides its status. Pure.

Many services answer 200 to what they refuse, and say so in the body; most of Apprise's plug-ins check the status alone.
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
"""Bytes of an answer that are looked at; one that is longer says nothing about a message."""
_TAKEN = {"errcode": 0, "retcode": 0, "ok": True, "success": True}
"""What whoever uses these words says of what was taken: DingTalk and WeCom; OneBot; Slack; Synology and Qmsg."""
_CODES = {"feishu": 0, "lark": 0, "schan": 0, "pushdeer": 0, "pushdeers": 0, "spugpush": 200}
"""By scheme: services whose answers hold `code`, a word that others mean otherwise, and what it says of what was
taken."""
_STATUS_ALONE = frozenset({"json", "jsons", "xml", "xmls", "form", "forms"})
"""Schemes of receivers of one's own, whose answers nobody has agreed upon."""
_UNSEEN = frozenset({*_CODES, "dingtalk", "wecombot", "qq", "synology", "synologys"})
"""Schemes whose plug-ins look at no answer, so that each counts; others may ask twice, and of those only the last one
does."""
_REASONS = ("msg", "errmsg", "message", "reason", "error", "wording", "description", "detail", "title")
_PASSING = frozenset({-1, 9499, 11232, 45009, 130101, 410100})
"""Codes of services that are busy or were sent too much: of all; Feishu; WeCom; DingTalk."""
_LASTING = frozenset({19001, 19021, 19022, 93000, 300001, 300005, 400013, 400101, 400102, 400106})
"""Codes of a token or signature that is wrong, of a robot or group that is gone: Feishu; WeCom; DingTalk, by their
documentation of custom robots."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer.

    It holds its status, the beginning of its body (empty when it was not read), and the seconds for which its headers
    ask the client to wait.
    """

    status: int
    body: bytes = b""
    retry_after: float | None = None


def rejection_in(scheme: str, answers: Sequence[Answer]) -> ChannelError | None:
    """Return why a message was refused in spite of an HTTP success; None when it was accepted.

    `answers`: to the requests of one message, in order.
    """
    counting = answers if scheme in _UNSEEN else answers[-1:]
    for answer in (answer for answer in counting if answer.status < 300 and scheme not in _STATUS_ALONE):
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
    """Return whether the message may have caused the last unsuccessful answer.

    It may unless the service says that it is busy, or asks the client to wait.
    """
    failed = [answer for answer in answers if not 200 <= answer.status < 300]
    return bool(failed) and is_unclear(failed[-1].status) and requested_wait_s(failed[-1:]) is None


def reasons_in(answers: Sequence[Answer]) -> list[str]:
    """Return what the unsuccessful answers say of their reason, a line each."""
    found = (reason_in(answer.body) for answer in answers if not 200 <= answer.status < 300)
    return [reason for reason in found if reason]


def reason_in(body: bytes) -> str:
    """Return the reason that the body of an answer gives: a known field of an object, or a line of text."""
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
    """Return the kind of error when a message was not accepted: by the last unsuccessful answer."""
    failed = [answer.status for answer in answers if not 200 <= answer.status < 300]
    return error_kind_of_status(failed[-1]) if failed else "passing"


def requested_wait_s(answers: Sequence[Answer]) -> float | None:
    """Return the seconds for which the last answer asks the client to wait.

    It asks in its headers, or, as Telegram, Discord and services similar to Slack do, in the body.
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
    """Return whether a field is of the expected kind, and differs from that of an accepted message."""
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
