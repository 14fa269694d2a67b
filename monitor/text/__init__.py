"""The sanitization, excerpts and translation of texts."""
