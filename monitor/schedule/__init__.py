"""Decide when sources are polled and pages are visited again. Pure."""
