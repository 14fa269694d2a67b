"""The persistent spider that answers requests from standard input."""
