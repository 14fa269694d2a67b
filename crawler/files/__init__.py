"""Extraction of text from files: PDF, DOCX, spreadsheets, OFD, documents saved as markup, and plain text.

This package is separate from `crawler.reading` because the process that parses untrusted files (`python -m
crawler.sandbox`) must not load code that it does not need. Macros, scripts and formulas in files are never executed.
Pure functions; no I/O.
"""
