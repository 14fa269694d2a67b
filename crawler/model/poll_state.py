"""What the monitor may do with a source's poll state, which is otherwise the crawler's own."""

from typing import Any


def with_rows_accepted(state: dict[str, Any]) -> dict[str, Any]:
    """Return a poll state in which the next poll takes in the listing as it is, and the rows that were kept aside."""
    return {**state, "version": state.get("version", 1), "accepted": True}


def rows_held(state: dict[str, Any]) -> int:
    """Return the number of rows that are kept aside in a poll state."""
    held = state.get("held")
    return len(held) if isinstance(held, list) else 0
