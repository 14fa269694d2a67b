"""Decides which notices are new, records them, matches them and delivers alerts."""
