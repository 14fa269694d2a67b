"""Extraction of measures from clauses: the roles of clauses, the responsible units, and the targets with their dates.

Pure functions; no I/O.
"""
