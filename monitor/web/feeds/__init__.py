"""Feeds, calendars and tables of a selection, at secret addresses that can be revoked."""
