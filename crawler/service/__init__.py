"""The crawler service: a persistent spider that answers requests from standard input."""
