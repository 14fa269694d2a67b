"""Sanitization, excerpts and translation of texts."""
