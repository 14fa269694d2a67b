"""Functions that write search entries, in the same transaction that records the notice."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import cast

from sqlalchemy import (
    ARRAY,
    Connection,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    bindparam,
    column,
    delete,
    insert,
    select,
    table,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from crawler.text.fold import fold
from monitor.alerting.documents import whole_matchable
from monitor.model.prepared import SearchText
from monitor.model.search import SearchEntry
from monitor.search.entries import pack_matchable, search_entry, storable_text, unpack_matchable
from monitor.search.tokens import VERSION, token_numbers, token_strings
from monitor.store.search.pending import note_entry
from monitor.store.tables import MeasureRow, SearchBodyRow, SearchEntryRow
from monitor.store.writing.deferred import execute_later
from monitor.topics import Matchable

ISSUERS = "\n"
REGION = "/"
"""`ISSUERS` separates the issuers in a search entry. `REGION` separates the parts of its region."""
_NUMBERS = ARRAY(SmallInteger)
_ENTRIES = cast(Table, SearchEntryRow.__table__)
_BODIES = cast(Table, SearchBodyRow.__table__)
_MEASURES = cast(Table, MeasureRow.__table__)
_ADD_MEASURE = insert(_MEASURES)
_ADD_ENTRY = insert(_ENTRIES)
ENTRIES_WITH_TEXT = table(
    _ENTRIES.name,
    *(column(known.name, known.type) for known in _ENTRIES.c),
    column("tokens", _NUMBERS),
    column("packed", LargeBinary()),
    column("folded", Text()),
)
"""PostgreSQL's table of the entries, which also contains their tokens and texts. `folded` is a text in the form of
`storable_text`."""
_ADD_ENTRY_WITH_TEXT = insert(ENTRIES_WITH_TEXT).values(tokens=cast_to(bindparam("numbers", type_=Text()), _NUMBERS))
_ADD_BODY = insert(_BODIES)
_KNOWN = select(_ENTRIES.c.changed_at).where(_ENTRIES.c.notice_id == bindparam("notice"))
_PACKED = select(_BODIES.c.packed).where(_BODIES.c.notice_id == bindparam("notice"))
_DROP = delete(_ENTRIES).where(_ENTRIES.c.notice_id == bindparam("notice"))
_DROP_BODY = delete(_BODIES).where(_BODIES.c.notice_id == bindparam("notice"))
_DROP_MEASURES = delete(_MEASURES).where(_MEASURES.c.notice_id == bindparam("notice"))
_ADD_TOKENS = "INSERT INTO search_text(rowid, tokens) VALUES (?, ?)"
_DROP_TOKENS = "INSERT INTO search_text(search_text, rowid, tokens) VALUES ('delete', ?, ?)"


def file_for_search(
    session: Session,
    notice: int,
    source: str,
    document: Notice,
    first_seen_at: datetime,
    changed_at: datetime | None,
    text: SearchText | None = None,
    *,
    first: bool = False,
) -> None:
    """Index the newest revision of a notice, replacing the search entry of the previous revision.

    `document` is the content of the revision, and `text` is the result of `search_text` for it, which is computed if
    omitted. If `first` is true, the revision is the notice's first, and there is no entry to replace. If `changed_at`
    is None, the change time of the previous entry is kept.
    """
    connection = session.connection()
    known = None if first else connection.execute(_KNOWN, {"notice": notice}).first()
    if known:
        _drop(connection, notice)
        changed_at = changed_at or known.changed_at
    entry = search_entry(notice, source, first_seen_at, changed_at or first_seen_at, document)
    text = text or search_text(connection.dialect.name, document, whole_matchable(document))
    if connection.dialect.name == "sqlite":
        execute_later(connection, _ADD_ENTRY, _row(entry))
        execute_later(connection, _ADD_BODY, {"notice_id": notice, "packed": text.packed})
        connection.exec_driver_sql(_ADD_TOKENS, (notice, text.tokens))
    else:
        added = {"numbers": text.tokens, "packed": text.packed, "folded": text.folded}
        execute_later(connection, _ADD_ENTRY_WITH_TEXT, _row(entry) | added)
        note_entry(session)
    if text.measures:
        measures = [{"notice_id": notice, "place": at, "units": units, "by": by} for at, units, by in text.measures]
        execute_later(connection, _ADD_MEASURE, measures)


def search_text(dialect: str, document: Notice, matchable: Matchable) -> SearchText:
    """Return the data that the search index stores for a document, in the form for the SQL dialect `dialect`.

    `matchable` is the document prepared for queries.
    """
    measures = tuple(_measures(document))
    if dialect == "sqlite":
        return SearchText(token_strings(matchable), pack_matchable(matchable), measures)
    packed = pack_matchable(matchable, with_text=False)
    return SearchText(_array(token_numbers(matchable)), packed, measures, storable_text(matchable.text))


def _array(numbers: Iterable[int]) -> str:
    """Return an array in PostgreSQL's text form. The driver would take longer to write it in binary form."""
    return f"{{{','.join(map(str, numbers))}}}"


def _measures(document: Notice) -> Iterator[tuple[int, str, str | None]]:
    for place, clause in enumerate(document.clauses):
        if clause.role in ("measure", "safeguard") and (clause.responsible_units or clause.targets):
            units = ISSUERS.join(map(fold, clause.responsible_units))
            by = min((target.by[:10] for target in clause.targets if target.by), default=None)
            yield place, units, by


def _row(entry: SearchEntry) -> dict[str, object]:
    same = ("kind", "month", "first_seen_at", "changed_at", "issued_on", "published_on", "effective_on")
    return {
        "notice_id": entry.notice,
        "version": VERSION,
        "source_id": entry.source,
        "issuers": ISSUERS.join(entry.issuers),
        "region": REGION.join(entry.region),
        "deadline_first": entry.deadline_first,
        "deadline_last": entry.deadline_last,
    } | {name: getattr(entry, name) for name in same}


def _drop(connection: Connection, notice: int) -> None:
    if connection.dialect.name == "sqlite":
        # A contentless FTS5 table can delete a row only if it is given the tokens of the row.
        packed = connection.execute(_PACKED, {"notice": notice}).scalar_one()
        connection.exec_driver_sql(_DROP_TOKENS, (notice, token_strings(unpack_matchable(packed))))
        connection.execute(_DROP_BODY, {"notice": notice})
    connection.execute(_DROP_MEASURES, {"notice": notice})
    connection.execute(_DROP, {"notice": notice})


def is_outdated(session: Session) -> bool:
    """Return whether any part of the index was created with another version of the index tokens."""
    other = select(_ENTRIES.c.notice_id).where(_ENTRIES.c.version != VERSION)
    return session.connection().scalar(other.limit(1)) is not None


def drop_other_versions(session: Session) -> None:
    """Empty the index if any part of it was created with another version of the index tokens."""
    if not is_outdated(session):
        return
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_text(search_text) VALUES ('delete-all')")
        connection.execute(delete(_BODIES))
    connection.execute(delete(_MEASURES))
    connection.execute(delete(_ENTRIES))
