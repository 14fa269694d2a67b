"""The persistent spider, which answers requests from standard input."""
