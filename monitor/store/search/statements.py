"""Search requests as SQL statements, and the ranges of notice ids in which PostgreSQL searches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.search.conditions import Exclusion, SqlCondition
from monitor.topics import Query
from monitor.topics.expression import Near, Word, leaves

COLUMNS = "notice_id, source_id, kind, month, region, issuers"
"""The columns of a hit: its id and its facets."""
Hit = tuple[Any, ...]
"""A row with the values of COLUMNS."""
FACETS = ("source_id", "kind", "month", "region", "issuers")
"""The columns of the facets, in the order of COLUMNS."""
FIRST_WINDOW = 20_000
_PER_HIT = 12
_GROWTH = 8
_MARGIN = 1.2
"""`FIRST_WINDOW` is the number of notice ids that PostgreSQL searches first, or `_PER_HIT` for each hit if few are
needed. `_GROWTH` is the maximum ratio of the size of a range to that of the range before. `_MARGIN` is the
ratio of the size of a range to the size that probably has all hits."""
_ENTRY_COLUMNS = (
    f"{COLUMNS}, first_seen_at, changed_at, issued_on, published_on, effective_on, deadline_first, deadline_last"
)
# The text is concatenated, so that it is decompressed only once for several comparisons. The function, which is never
# null, is volatile: PostgreSQL neither repeats the expression in each comparison nor does it prevent parallel scans, as
# OFFSET 0 does.
_TEXT = "CASE WHEN clock_timestamp() IS NOT NULL THEN folded || '' END AS folded"
_BODY_BY_ID = (
    "SELECT folded || '' AS folded, tokens FROM search_entry b WHERE b.notice_id = search_entry.notice_id OFFSET 0"
)
_PAGE = 1000
"""The maximum number of hits for which PostgreSQL compares texts in the order of the result."""


@dataclass(frozen=True)
class PreparedSearch:
    """A search request that was converted to an SQL condition.

    If the condition is inexact, the rows that it selects must be checked against `queries`.
    """

    condition: SqlCondition
    filters: str
    queries: tuple[Query, ...]

    @property
    def in_ranges(self) -> bool:
        """Return whether one range of notices is searched after the other, because texts must be compared."""
        return self.condition.indexed is not None and (self.condition.all_compared is not None or self.must_check)

    @property
    def concerns_text(self) -> bool:
        """Return whether the queries depend only on the text of a notice, not on its fields and dates."""
        return all(
            isinstance(leaf, Word | Near) and leaf.field is None
            for query in self.queries
            for leaf in leaves(query.expression)
        )

    @property
    def must_check(self) -> bool:
        """Return whether the selected rows must be checked."""
        return bool(self.queries) and not self.condition.exact

    def select(
        self, columns: str, bounds: str, order: str, limit: int | None, *, in_index: bool = True, joined: bool = False
    ) -> str:
        """Return the SQL statement that selects these columns of the entries that satisfy the condition.

        `bounds` is a further condition, preceded by ` AND `, or empty. `order` are the columns after ORDER BY. If
        `in_index` is false, all entries that satisfy `bounds` are compared, without the index of tokens. If `joined` is
        true, the notices that may have to be excluded are first looked up in the index. Only their texts are compared
        with the words that may not occur. This must fit into memory.
        """
        # The statements contain only constants and numbers; user input is passed in parameters.
        condition = self.condition
        narrowed = condition.indexed.sql if condition.indexed else condition.sql
        compared = condition.all_compared
        if not in_index:
            narrowed = "1=1"
            compared = condition.sql
        entries = f"search_entry WHERE {narrowed}{self.filters}{bounds}"
        if compared and limit is not None and limit <= _PAGE:
            # OFFSET 0: PostgreSQL shall compare texts in the order of the result, until there are enough.
            inner = f"SELECT {_ENTRY_COLUMNS} FROM {entries} ORDER BY {order} OFFSET 0"  # noqa: S608
            body = f"CROSS JOIN LATERAL ({_BODY_BY_ID}) body"
            entries = f"({inner}) search_entry {body} WHERE {compared}"
        elif compared:
            if in_index and joined and condition.exclusions:
                compared = condition.compared_with(_excluding(exclusion, entries) for exclusion in condition.exclusions)
            inner = f"SELECT {_ENTRY_COLUMNS}, tokens, {_TEXT} FROM {entries}"  # noqa: S608
            entries = f"({inner}) search_entry WHERE {compared}"
        most = f" LIMIT {limit:d}" if limit is not None else ""
        return f"SELECT {columns} FROM {entries} ORDER BY {order}{most}"  # noqa: S608

    def select_by_text(self, columns: str, bounds: str, limit: int | None) -> str:
        """Return the SQL statement for a condition that consists only of an FTS5 expression, the parameter `text`.

        `bounds` is a further condition on the `rowid` of the FTS5 table, preceded by ` AND `, or empty.
        """
        most = f" LIMIT {limit:d}" if limit is not None else ""
        # FTS5 itself returns the newest rows first, and stops at the limit.
        hits = f"SELECT rowid AS hit FROM search_text WHERE search_text MATCH :text{bounds} ORDER BY rowid DESC{most}"  # noqa: S608
        return f"SELECT {columns} FROM ({hits}) CROSS JOIN search_entry ON notice_id = hit ORDER BY hit DESC"  # noqa: S608


def _excluding(exclusion: Exclusion, candidates: str) -> str:
    """Return the condition of an exclusion, with which only the texts of those `candidates` are compared that may fail.

    `candidates` is what follows FROM in the statement that selects them.
    """
    looked_up = f"SELECT notice_id FROM {candidates} AND {exclusion.indexed.sql}"  # noqa: S608
    return f"(notice_id NOT IN ({looked_up}) OR {exclusion.compared})"


def counting(hits: str, limit: int) -> str:
    """Return the statement for PostgreSQL that counts the facets of the first `limit` rows of the statement `hits`.

    `hits` selects COLUMNS in descending order of the notice id. The first row of the result has the ids of all hits in
    its second column. Each further row has the place of a facet in FACETS, None, a value and its number of hits.
    """
    # PostgreSQL returns a number whose bits are the columns by which a row is not grouped.
    others = (1 << len(FACETS)) - 1
    places = " ".join(f"WHEN {others ^ (1 << place)} THEN {len(FACETS) - 1 - place}" for place in range(len(FACETS)))
    columns = ", ".join(FACETS)
    counted = f"SELECT * FROM hits ORDER BY notice_id DESC LIMIT {limit:d}"  # noqa: S608
    return (
        f"WITH hits AS MATERIALIZED ({hits}) "  # noqa: S608
        "SELECT NULL::integer, COALESCE(array_agg(notice_id), '{}'), NULL, NULL::bigint FROM hits UNION ALL "
        f"SELECT CASE GROUPING({columns}) {places} END, NULL, COALESCE({columns}), count(*) "
        f"FROM ({counted}) counted GROUP BY GROUPING SETS ({columns})"
    )


def first_window(limit: int | None, page: Sequence[int] = ()) -> int:
    """Return the size of the range of the newest ids that probably has `limit` hits.

    `page` contains the ids of consecutive hits. If it has at least two, they determine how frequent hits are.
    """
    if limit is None:
        return FIRST_WINDOW
    if len(page) < 2:
        return min(FIRST_WINDOW, _PER_HIT * limit)
    return max(FIRST_WINDOW // 10, round(_MARGIN * limit * (page[0] - page[-1]) / (len(page) - 1)))


def next_window(size: int, hits: int, wanted: int | None) -> int:
    """Return the size of the next range of ids, after a range of `size` ids had `hits` hits.

    The next range probably has the `wanted` further hits, so that PostgreSQL reads and sorts hardly more candidates
    than are needed. If `wanted` is None, any number may be needed.
    """
    if not hits or wanted is None:
        return size * _GROWTH
    return min(size * _GROWTH, max(FIRST_WINDOW // 10, round(_MARGIN * size * wanted / hits)))
