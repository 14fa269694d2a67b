"""Reasons as they are stored: JSON in a text column, or the sentence that an earlier version recorded."""

import json
from enum import StrEnum
from typing import Any

from crawler.model.reason import Reason

__all__ = [
    "LEGACY",
    "NO_REASON",
    "Reason",
    "TroubleCode",
    "legacy_reason",
    "read_event_reason",
    "read_reason",
    "trouble_reason",
    "write_reason",
]

LEGACY = "legacy"
"""The code of a recorded sentence; its parameter is `text`."""


class TroubleCode(StrEnum):
    """The troubles of a source, besides the failures of the crawler."""

    DATES_STOPPED = "dates_stopped"
    """Nothing new came for much longer than usual."""
    TEXTS_TOO_SHORT = "texts_too_short"
    """The latest notices have hardly any text, unlike those before."""
    SAME_TEXT = "same_text"
    """The latest notices all have the same text."""
    LATE = "late"
    """The source is overdue and was not polled."""


def legacy_reason(text: str) -> Reason:
    """Return a sentence as a reason."""
    return Reason.of(LEGACY, text=text)


NO_REASON = legacy_reason("")
"""The reason of a link that was recorded without one."""


def write_reason(reason: Reason | None) -> str:
    """Return the text of a column; empty for no reason."""
    return "" if reason is None else json.dumps(reason.as_json(), ensure_ascii=False, separators=(",", ":"))


def read_reason(text: str | None) -> Reason | None:
    """Restore a reason from a column; a value that is not a reason is a sentence of an earlier version."""
    if not text:
        return None
    try:
        return Reason.from_json(json.loads(text))
    except (ValueError, AttributeError):
        return legacy_reason(text)


def trouble_reason(code: str, text: str | None) -> Reason:
    """Restore a trouble's reason; the sentence of an earlier version is a parameter of its code."""
    reason = read_reason(text) or Reason.of(code)
    return Reason.of(code, detail=str(reason.params["text"])) if reason.code == LEGACY else reason


def read_event_reason(detail: dict[str, Any]) -> Reason | None:
    """Return the reason in an event's detail: a reason, or the sentence of an earlier version."""
    reason = detail.get("reason")
    if isinstance(reason, dict):
        return Reason.from_json(reason)
    if "code" in detail and "detail" in detail:
        return trouble_reason(detail["code"], detail["detail"])
    return read_reason(detail.get("why"))
