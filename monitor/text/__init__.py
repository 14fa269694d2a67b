"""Functions that sanitize, shorten and translate texts."""
