"""Convert the bytes of a file to its text, pure: PDF, DOCX, spreadsheets, OFD and plain text.

This is a package of its own, and not a part of `crawler.reading`, because the process that reads untrusted files
(`python -m crawler.files`) must load nothing that it does not need. Nothing in a file is executed: no macro, script or
formula.
"""
