"""Functions that read and write stored reasons.

A database column contains a reason as JSON, or a plain sentence if an earlier version recorded it.
"""

import json
from enum import StrEnum
from typing import Any

from crawler.model.reason import Reason

__all__ = [
    "LEGACY",
    "NO_REASON",
    "Reason",
    "TroubleCode",
    "detailed_reason",
    "legacy_reason",
    "read_event_reason",
    "read_reason",
    "trouble_reason",
    "write_reason",
]

LEGACY = "legacy"
"""The code of a reason whose parameter `text` contains a sentence of an earlier version."""


class TroubleCode(StrEnum):
    """Codes of those troubles of a source that are not failures of the crawler, which have codes of their own."""

    DATES_STOPPED = "dates_stopped"
    """The source has published no new notice for much longer than usual."""
    TEXTS_TOO_SHORT = "texts_too_short"
    """The latest notices have hardly any text, unlike earlier notices."""
    SAME_TEXT = "same_text"
    """The latest notices all have the same text."""
    LISTING_INCOMPLETE = "listing_incomplete"
    """Later pages of the listing could not be read at several polls in a row."""
    LATE = "late"
    """The source is overdue: it should have been polled, but was not."""


def legacy_reason(text: str) -> Reason:
    """Return a reason that contains a sentence recorded by an earlier version. Its code is LEGACY."""
    return Reason.of(LEGACY, text=text)


NO_REASON = legacy_reason("")
"""The reason of a link that was recorded without a reason."""


def write_reason(reason: Reason | None) -> str:
    """Serialize a reason as JSON for a text column, or return an empty string if `reason` is None."""
    return "" if reason is None else json.dumps(reason.as_json(), ensure_ascii=False, separators=(",", ":"))


def read_reason(text: str | None) -> Reason | None:
    """Parse a reason from a text column. Return None if the column is empty.

    Text that is not a JSON reason is treated as a sentence of an earlier version.
    """
    if not text:
        return None
    try:
        return Reason.from_json(json.loads(text))
    except (ValueError, AttributeError):
        return legacy_reason(text)


def trouble_reason(code: str, text: str | None) -> Reason:
    """Parse the stored reason of a trouble with the code `code`.

    If an earlier version recorded a sentence, the sentence becomes the parameter `detail` of the returned reason.
    """
    reason = read_reason(text) or Reason.of(code)
    return Reason.of(code, detail=str(reason.params["text"])) if reason.code == LEGACY else reason


def detailed_reason(code: str, detail: str, cause: Reason | None) -> Reason:
    """Return a reason with the code and the detail of a failure.

    `detail` is the detail in English. `cause` is a reason that states the detail in a translatable form, or None.
    """
    return Reason.of(code, detail=detail, **({"cause": cause} if cause else {}))


def read_event_reason(detail: dict[str, Any]) -> Reason | None:
    """Return the reason that the detail of an event contains, or None if there is none.

    A sentence recorded by an earlier version is converted to a reason.
    """
    reason = detail.get("reason")
    if isinstance(reason, dict):
        return Reason.from_json(reason)
    if "code" in detail and "detail" in detail:
        return trouble_reason(detail["code"], detail["detail"])
    return read_reason(detail.get("why"))
