"""Functions that convert a source's recent history, publication rhythm and trouble to and from JSON."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from monitor.model import RecentHistory, ReportedTrouble, TextSample, Trouble
from monitor.model.reasons import trouble_reason
from monitor.model.sources import Rhythm
from monitor.store.writing.json_text import as_json

Written = dict[str, Any] | None
"""A JSON object, or None for data not yet known."""


def written_seen(history: RecentHistory) -> Written:
    """Return the recent history of a source as JSON, or None if it is empty."""
    if history == RecentHistory():
        return None
    return {
        "days": [day.isoformat() for day in history.days],
        "texts": [[sample.letters, sample.digest] for sample in history.texts],
        "last": history.last.isoformat() if history.last else None,
        **({"incomplete": history.incomplete} if history.incomplete else {}),
    }


def seen_of(written: Written) -> RecentHistory:
    """Parse the recent history of a source from JSON. The inverse of `written_seen`."""
    if not written:
        return RecentHistory()
    return RecentHistory(
        days=tuple(map(date.fromisoformat, written["days"])),
        texts=tuple(TextSample(letters, digest) for letters, digest in written["texts"]),
        last=date.fromisoformat(written["last"]) if written["last"] else None,
        incomplete=written.get("incomplete", 0),
    )


def written_rhythm(rhythm: Rhythm | None) -> Written:
    """Return the rhythm of a source as JSON, or None if `rhythm` is None."""
    if rhythm is None:
        return None
    return asdict(rhythm) | {"since": rhythm.since.isoformat(), "at": rhythm.at.isoformat()}


def rhythm_of(written: Written) -> Rhythm | None:
    """Parse the rhythm of a source from JSON. The inverse of `written_rhythm`."""
    if not written:
        return None
    since, at = (datetime.fromisoformat(written[name]) for name in ("since", "at"))
    return Rhythm(since, at, tuple(written["hours"]), tuple(written["days"]), written["recent"])


def written_trouble(trouble: Trouble) -> str:
    """Return a trouble as JSON: its reason, its number of polls, and the last reported trouble if that is another one.

    The number of polls is left out if it is 1.
    """
    reported = trouble.reported
    fields = {
        **trouble.reason.as_json(),
        **({"polls": trouble.polls} if trouble.polls > 1 else {}),
        **({"reported": [reported.code, reported.since.isoformat()]} if reported else {}),
    }
    return as_json(fields)


def trouble_of_row(
    code: str, written: str | None, since: datetime, told: bool, grouped: bool, reminded_at: datetime | None
) -> Trouble:
    """Return the trouble that a row of the source table describes. The arguments are the values of its columns.

    `written` is the result of `written_trouble`, or only the reason of the trouble if an earlier version of noticewatch
    wrote the row.
    """
    course = json.loads(written) if written and written.startswith("{") else {}
    reported = course.get("reported")
    return Trouble(
        trouble_reason(code, written),
        since,
        told,
        grouped,
        reminded_at,
        course.get("polls", 1),
        ReportedTrouble(reported[0], datetime.fromisoformat(reported[1])) if reported else None,
    )
