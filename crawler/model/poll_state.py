"""Access to the few parts of a source's poll state that the monitor uses. Only the crawler uses the other parts."""

from typing import Any


def with_rows_accepted(state: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a poll state in which the user accepts a changed listing.

    The next poll then uses the source's current listing and all rows that were held back. Rows are held back if the
    listing no longer resembles the source's previous listing.
    """
    return {**state, "version": state.get("version", 1), "accepted": True}


def rows_held(state: dict[str, Any]) -> int:
    """Return the number of rows that are held back because the source's listing has changed too much."""
    held = state.get("held")
    return len(held) if isinstance(held, list) else 0
