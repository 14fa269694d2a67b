"""Polling of a source: fetching the listing, fetching and parsing new notices, and backfilling older listing pages."""
