"""Extraction of measures from a clause: its role, the responsible units, and the targets with their dates.

Pure functions; no I/O.
"""
