"""Recognise the edits by which texts of notices differ. Pure."""
