"""Decide which subscriptions are alerted about a notice, and when."""
