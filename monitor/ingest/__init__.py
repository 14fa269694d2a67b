"""Ingest a poll result: identify, record, match and queue, in one transaction."""
