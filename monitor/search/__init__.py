"""Search recorded notices with the query language of topics: index tokens, query plans, facets.

No I/O.
"""
