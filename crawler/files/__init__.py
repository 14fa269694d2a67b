"""Bytes of a file → its text, pure: PDF, DOCX, spreadsheets, OFD and plain text.

A package of its own, and not a part of `crawler.reading`: the process that reads files of strangers (`python -m
crawler.files`) is to load nothing that it does not need. Nothing in a file is executed: no macro, script or formula.
"""
