"""Extraction of text from spreadsheets."""
