"""Scheduling of polls, and of revisits to known pages. Pure functions; no I/O."""
