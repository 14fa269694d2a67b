"""The monitor, which decides which notices are new, records them, matches them with subscriptions and delivers alerts."""
