"""Claim due sources, ask a crawler process, hand the result to `monitor.ingest`."""
