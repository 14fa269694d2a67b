"""Access to the few parts of a source's poll state that the monitor needs. The rest is opaque to the monitor."""

from typing import Any


def with_rows_accepted(state: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of `state` with which the next poll accepts the changed listing and all held-back rows.

    Rows are held back if the listing no longer resembles the source's previous listing.
    """
    return {**state, "version": state.get("version", 1), "accepted": True}


def rows_held(state: dict[str, Any]) -> int:
    """Return the number of rows that earlier polls held back."""
    held = state.get("held")
    return len(held) if isinstance(held, list) else 0
