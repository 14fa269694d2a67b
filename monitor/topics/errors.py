"""Errors in queries and synonym sets, warnings about queries, and their sentences in the user's language."""

from collections.abc import Mapping
from enum import StrEnum

from monitor.text.i18n import N_, gettext


class QueryFault(StrEnum):
    """The reason why a query is rejected."""

    TOO_LONG = "query.too_long"
    """The query is too long."""
    EMPTY = "query.empty"
    """The query is empty."""
    TOO_DEEP = "query.too_deep"
    """Operators are nested too deeply."""
    TOO_MANY_TERMS = "query.too_many_terms"
    """The query has too many terms, including the terms of synonym sets."""
    TOO_MANY_RANGES = "query.too_many_ranges"
    """The query has too many date ranges."""
    ONLY_EXCLUDES = "query.only_excludes"
    """The query requires no term, so it would match nearly everything."""
    INCOMPLETE = "query.incomplete"
    """The query ends early, or an operator is missing or misplaced."""
    INVALID_CHARACTER = "query.invalid_character"
    """The query contains half of a surrogate pair."""
    BRACKET = "query.bracket"
    """A bracket is not closed or not opened."""
    QUOTATION_MARK = "query.quotation_mark"
    """A quotation mark is not closed."""
    DECIMAL_DISTANCE = "query.decimal_distance"
    """The number after `~` has decimals."""
    DISTANCE_LIMIT = "query.distance_limit"
    """A distance applies to too many words, or is too large."""
    DISTANCE_OF_ONE = "query.distance_of_one"
    """A distance applies to a single word."""
    DISTANCE_UNQUOTED = "query.distance_unquoted"
    """A distance follows a word that is not in quotation marks."""
    WEIGHT = "query.weight"
    """A term has a weight."""
    UNSUPPORTED = "query.unsupported"
    """The syntax is not supported."""
    UNKNOWN_FIELD = "query.unknown_field"
    """The field does not exist."""
    SYNONYM_IN_DATE = "query.synonym_in_date"
    """A date field has a synonym set as its value."""
    UNKNOWN_SYNONYM = "query.unknown_synonym"
    """The synonym set does not exist."""
    NO_LETTER = "query.no_letter"
    """A term contains no letter or digit."""
    LONE_SEPARATOR = "query.lone_separator"
    """A list separator is in the place of an operator."""
    WILDCARD_PLACE = "query.wildcard_place"
    """A wildcard is not at the end of a word."""
    WILDCARD_CHINESE = "query.wildcard_chinese"
    """A Chinese word has a wildcard."""
    WILDCARD_SHORT = "query.wildcard_short"
    """A wildcard follows fewer than two letters."""
    RANGE_FIELD = "query.range_field"
    """A range is used in a field that is not a date field."""
    RANGE_ORDER = "query.range_order"
    """The end of a range is before its start."""
    RANGE_EMPTY = "query.range_empty"
    """A range contains no date."""
    DATE = "query.date"
    """The value of a date field is not a date."""


class QueryWarning(StrEnum):
    """The reason why a query may not mean what its author intended."""

    LOWERCASE_OPERATOR = "query.lowercase_operator"
    """A lowercase `or`, `and` or `not` between words, which is searched for as a word."""
    CHINESE_OPERATOR = "query.chinese_operator"
    """A Chinese conjunction in the position of an operator, which is searched for as text."""
    ATTACHED_OPERATOR = "query.attached_operator"
    """An operator without a space before or after it, which is treated as part of the word."""
    UNKNOWN_OPERATOR = "query.unknown_operator"
    """An operator of other search languages (NEAR, XOR), which is searched for as a word."""
    SEPARATOR = "query.separator"
    """A list separator between words, which is treated as part of the word."""
    NEIGHBOURS_OF_OR = "query.neighbours_of_or"
    """An OR beside words that have no operator between them. These words are joined by AND before OR is applied."""
    CONTRADICTION = "query.contradiction"
    """A required term that contains an excluded one, so that the query matches nothing."""
    NO_WORD_EDGES = "query.no_word_edges"
    """A word of a script without spaces between words, which also matches inside longer words."""
    UNSEEN_TERM = "query.unseen_term"
    """A term that does not occur in any of the latest recorded notices."""


QUERY_SENTENCES: Mapping[str, str] = {
    QueryFault.TOO_LONG: N_("the query has more than {limit} characters"),
    QueryFault.EMPTY: N_("the query is empty"),
    QueryFault.TOO_DEEP: N_("the query is nested more than {limit} levels deep"),
    QueryFault.TOO_MANY_TERMS: N_("the query has more than {limit} terms"),
    QueryFault.TOO_MANY_RANGES: N_("the query has more than {limit} date ranges"),
    QueryFault.ONLY_EXCLUDES: N_("the query would match every notice that it does not exclude; add a required term"),
    QueryFault.INCOMPLETE: N_("the query is incomplete, or an operator is missing"),
    QueryFault.INVALID_CHARACTER: N_("the query contains an invalid character"),
    QueryFault.BRACKET: N_("unbalanced bracket"),
    QueryFault.QUOTATION_MARK: N_("unbalanced quotation mark"),
    QueryFault.DECIMAL_DISTANCE: N_("the distance after ~ must be a whole number"),
    QueryFault.DISTANCE_LIMIT: N_("~ allows at most {words} words and a distance of at most {distance}"),
    QueryFault.DISTANCE_OF_ONE: N_("a distance search needs two words separated by a space, as in {example}"),
    QueryFault.DISTANCE_UNQUOTED: N_(
        "`{part}` is not supported: a distance must follow a quoted phrase, as in {example}"
    ),
    QueryFault.WEIGHT: N_("`{part}` is not supported: terms cannot have weights"),
    QueryFault.UNSUPPORTED: N_(
        "`{part}` is not supported: use words, quoted phrases, groups, fields, date ranges and distances"
    ),
    QueryFault.UNKNOWN_FIELD: N_("there is no field `{name}` (available: {known}); put text with a colon in quotes"),
    QueryFault.SYNONYM_IN_DATE: N_("`{name}` is a date field and takes no synonyms"),
    QueryFault.UNKNOWN_SYNONYM: N_("there is no synonym set {name}"),
    QueryFault.NO_LETTER: N_("`{part}` contains no letter or digit"),
    QueryFault.LONE_SEPARATOR: N_(
        "`{part}` is not an operator: write OR between alternatives, or AND between requirements"
    ),
    QueryFault.WILDCARD_PLACE: N_(
        "`{part}` is not supported: * is allowed only at the end of a word, and ? is not supported"
    ),
    QueryFault.WILDCARD_CHINESE: N_("`{part}` is not supported: Chinese words need no *"),
    QueryFault.WILDCARD_SHORT: N_("`{part}` is not supported: at least two letters must precede *"),
    QueryFault.RANGE_FIELD: N_("a range needs one of the fields {fields}, as in issued:[2024 TO *]"),
    QueryFault.RANGE_ORDER: N_("the range ends before it begins: {first} to {last}"),
    QueryFault.RANGE_EMPTY: N_("there is no date before or after `{part}`"),
    QueryFault.DATE: N_("`{part}` is not a date such as 2024-05-01, 2024-05, 2024 or {example}"),
}


class QueryError(ValueError):
    """The query is invalid, or would match everything.

    `column` is the position in the query as written, counted from 1, or None if the error has no single position.
    """

    def __init__(self, code: QueryFault, column: int | None = None, **params: object) -> None:
        self.code = code
        self.params = params
        self.column = column
        message = gettext(QUERY_SENTENCES[code]).format(**params)
        super().__init__(gettext("column {column}: {message}", column=column, message=message) if column else message)


class SynonymError(ValueError):
    """A synonym set is invalid. `key` identifies the set."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(message)
