"""Human-readable views of a notice: facts, annotated text and removed parts.

Pure functions that return rows; no I/O.
"""
