"""Polling: claims due sources, sends requests to crawler processes, and passes results to `monitor.ingest`."""
