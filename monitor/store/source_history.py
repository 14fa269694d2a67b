"""Functions that convert a source's recent history and rhythm to and from JSON."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from monitor.model import RecentHistory, TextSample
from monitor.model.sources import Rhythm

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
    }


def seen_of(written: Written) -> RecentHistory:
    """Parse the recent history of a source from JSON. The inverse of `written_seen`."""
    if not written:
        return RecentHistory()
    return RecentHistory(
        days=tuple(map(date.fromisoformat, written["days"])),
        texts=tuple(TextSample(letters, digest) for letters, digest in written["texts"]),
        last=date.fromisoformat(written["last"]) if written["last"] else None,
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
