"""Search over recorded notices in the language of topics: tokens, one compiler of queries, facets. Pure."""
