"""Decide who is alerted about a notice, and when."""
