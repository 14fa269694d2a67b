"""Polling of a source: fetching its listing, reading new pages and attachments, and backfilling older pages."""
