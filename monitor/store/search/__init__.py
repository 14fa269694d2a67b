"""The SQL implementation of the search index."""
