"""Topics: boolean queries in Lucene's syntax, parsed by luqum and evaluated on folded text.

Pure functions, apart from reading data files of the package.

The syntax has AND, OR, NOT, quotes and groups. Terms without an operator between them are joined by AND. Chinese needs
no segmentation. Latin words are matched as whole words, in singular and plural. The names in `FIELDS` and `DATES`
restrict a term to one field; `@name` represents the words of a synonym set.
"""

from monitor.topics.errors import QueryError, SynonymError
from monitor.topics.expression import DATES, FIELDS, Found, Matchable, folded_fields
from monitor.topics.synonyms import expand_synonyms, synonym_key
from monitor.topics.syntax import Query, exclude_from, parse_query
from monitor.topics.terms import Term

__all__ = [
    "DATES",
    "FIELDS",
    "Found",
    "Matchable",
    "Query",
    "QueryError",
    "SynonymError",
    "Term",
    "exclude_from",
    "expand_synonyms",
    "folded_fields",
    "parse_query",
    "synonym_key",
]
