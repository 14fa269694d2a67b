"""Decide from its history whether a source works. Pure."""
