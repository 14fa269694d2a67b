"""The monitor, which decides which notices are new, records and matches them, and delivers alerts."""
