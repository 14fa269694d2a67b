"""Scheduling of polls and of revisits of known pages. Pure functions; no I/O."""
