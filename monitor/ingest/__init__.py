"""Ingest the result of a poll in one transaction: identify and record the notices, match them and queue alerts."""
