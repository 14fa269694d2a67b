"""The search of recorded notices with the query language of topics: index tokens, query plans and facets.

No I/O.
"""
