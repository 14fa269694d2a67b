"""Extraction of text from files: PDF, DOCX, spreadsheets, OFD, documents saved as markup, and plain text.

This package is separate from `crawler.reading` so that the process that parses untrusted files (`python -m
crawler.sandbox`) loads no other code. Macros, scripts and formulas in files are never executed. Pure functions; no I/O.
"""
