"""Decide whether notices are the same, by their texts and by their own statements; pure."""
