"""Feeds, calendars and tables of a selection, published at secret URLs that can be revoked."""
