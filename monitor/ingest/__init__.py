"""Take a poll result in: identify, record, match and queue, in one transaction."""
