"""The polling of due sources by crawler processes, whose results are passed to `monitor.ingest`."""
