"""Access of the monitor to a source's poll state, which is otherwise opaque to the monitor."""

from typing import Any


def with_rows_accepted(state: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of `state` that makes the next poll accept the changed listing and the rows that were held back."""
    return {**state, "version": state.get("version", 1), "accepted": True}


def rows_held(state: dict[str, Any]) -> int:
    """Return the number of rows that are held back in a poll state."""
    held = state.get("held")
    return len(held) if isinstance(held, list) else 0
