"""Codes that state exactly what went wrong, each with parameters and an English sentence ("details" of failures)."""
