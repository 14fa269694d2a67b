"""Functions that decide which subscriptions are alerted about a notice, and when."""
