"""Readers of YAML with line numbers: a fast reader for plain notation, and a complete reader for any notation."""
