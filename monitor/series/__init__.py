"""Recurring notices: the series that a notice belongs to, and the forecast of the next notice of a series."""
