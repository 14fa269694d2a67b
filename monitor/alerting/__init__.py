"""Decide who is alerted of a notice, and when."""
