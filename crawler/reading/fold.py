"""The normalization of texts in which the patterns of clauses, measures and deadlines are searched for."""

from crawler.text.in_place import fold_text

__all__ = ["fold_text"]
