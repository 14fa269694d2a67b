"""The SQL repository of the texts, marks and links by which known notices are recognised."""

import json
import struct
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, cast

from sqlalchemy import ARRAY, BigInteger, Integer, Table, Text, bindparam, delete, func, insert, select, update
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from monitor.identity.minhash import FORMS, MARKED, by_rarity, policy_mark
from monitor.identity.normalized import COMPARABLE, VERSION, NormalizedNotice, upgrade_body, upgrade_gist
from monitor.model import CandidateSummary, NoticeLink, NoticeRecord, StoredText
from monitor.model.prepared import PackedGist
from monitor.model.reasons import NO_REASON, read_reason, write_reason
from monitor.store.tables import BodyRow, LinkRow, MarkRow, NoticeRow, RevisionRow, StoredTextRow
from monitor.store.writing.deferred import driver_faults, execute_later
from monitor.store.writing.json_text import JsonText, as_json

_FORM = cast(Table, StoredTextRow.__table__).c
_OUTLINES = """SELECT id, notice_id, revision, version, gist, sketch, size, pruned FROM form
WHERE version >= %d AND notice_id"""
_BODIES = "SELECT form_id, packed, version FROM body JOIN form ON form.id = form_id WHERE form_id"
_OLD_FORMS = (
    select(_FORM.id).where(_FORM.notice_id == bindparam("notice")).order_by(_FORM.id.desc()).limit(FORMS).offset(FORMS)
)
_ADD_FORM, _ADD_MARK, _ADD_LINK = (
    insert(cast(Table, row.__table__)).inline() for row in (StoredTextRow, MarkRow, LinkRow)
)
# One statement for all marks of a text.
_ADD_MARKS = _ADD_MARK.from_select(
    ["hash", "notice_id"],
    select(
        func.unnest(cast_to(bindparam("hashes", type_=Text()), ARRAY(BigInteger))),
        bindparam("notice", type_=Integer()),
    ),
)
_LATEST_FORM = select(func.max(_FORM.id)).where(_FORM.notice_id == bindparam("notice"))
_ADD_BODY = insert(cast(Table, BodyRow.__table__)).inline().values(form_id=_LATEST_FORM.scalar_subquery())
_DROP_MARK = delete(MarkRow).where(MarkRow.hash == bindparam("mark"), MarkRow.notice_id == bindparam("oldest"))
_SAME_LINK = select(LinkRow.id).where(
    LinkRow.notice_id == bindparam("notice_id"), LinkRow.other_id == bindparam("other_id")
)
_GIST_FIELDS = frozenset(field.name for field in fields(NormalizedNotice)) - {"body"}
LEVEL = 3
"""The zlib compression level. It is low because bodies are compressed and decompressed for every verdict."""


class SqlIdentityRepository:
    """The repository of the data by which known notices are recognised: their texts, marks and links.

    A mark is a hash by which similar notices are looked up. A link connects two related notices.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    _looked_up: tuple[frozenset[int], dict[int, list[int]]] = (frozenset(), {})
    """The marks of the last query, with the notices that have each mark.

    This is a cache: the marks of a new text are used for the search, for storing the text and for linking its policy.
    """

    def sharing_marks(self, marks: Sequence[int], limit: int) -> list[int]:
        """Return the ids of at most `limit` notices that have at least one of these marks.

        Notices that share many rare marks are first in the result.
        """
        return by_rarity(self._marked(marks), limit)

    def preload(self, marks: Sequence[int]) -> None:
        """Look up the notices that have any of these marks, and keep the result until the transaction ends.

        The marks of several texts can thus be looked up with one query.
        """
        self._marked(marks)

    def pages_of_policy(self, name: str, limit: int) -> list[int]:
        """Return the ids of at most `limit` notices whose titles name the policy `name`."""
        return self.sharing_marks([policy_mark(name)], limit)

    def _marked(self, marks: Sequence[int]) -> dict[int, list[int]]:
        """Return, for each of these marks, the ids of the notices that have it, in ascending order.

        Marks that no notice has are left out.
        """
        asked, marked = self._looked_up
        if not asked.issuperset(marks):
            marked = defaultdict(list)
            for mark, notice in self._rows("SELECT hash, notice_id FROM mark WHERE hash", marks):
                marked[mark].append(notice)
            self._looked_up = frozenset(marks), marked
        return {mark: marked[mark] for mark in marks if mark in marked}

    def texts(self, notices: Sequence[int]) -> list[StoredText]:
        """Return the texts of these notices that are stored for comparison, in the order of `notices`.

        The texts of each notice are ordered from the newest to the oldest.
        """
        summaries = self.summaries(notices)
        bodies = self.bodies([summary.form for summary in summaries])
        return [
            StoredText(
                summary.notice,
                summary.revision,
                replace(summary.gist, body=bodies.get(summary.form, "")),
                summary.sketch,
            )
            for summary in summaries
        ]

    def summaries(self, notices: Sequence[int]) -> list[CandidateSummary]:
        """Return the stored texts of these notices without their bodies, in the same order as the result of `texts`."""
        place = {notice: at for at, notice in enumerate(notices)}
        rows = sorted(self._rows(_OUTLINES % min(COMPARABLE), notices), key=lambda row: (place[row[1]], -row[0]))
        newest: dict[tuple[int, int], int] = {}
        for _, notice, revision, version, *_ in rows:
            newest[notice, revision] = max(version, newest.get((notice, revision), 0))
        return [_outline(*row) for row in rows if row[3] == newest[row[1], row[2]]]

    def bodies(self, forms: Sequence[int]) -> dict[int, str]:
        """Return the bodies of the stored texts with the ids `forms`, by id.

        Texts whose bodies were pruned are left out.
        """
        return {form: _body(packed, version) for form, packed, version in self._rows(_BODIES, forms)}

    def _rows(self, query: str, numbers: Sequence[int]) -> Sequence[Any]:
        """Return those rows of `query` in which its last column has one of the values `numbers`.

        `query` must end with the name of that column; the restriction is appended to it. The statement is built without
        SQLAlchemy's mapper and compiler, because they would take longer than the database, and verdicts run thousands
        of these queries.
        """
        if not numbers:
            return ()
        listed = ", ".join(map(str, map(int, numbers)))
        connection = self._session.connection()
        if connection.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            with driver_faults(connection):
                return driver.execute(f"{query} IN ({listed})").fetchall()  # type: ignore[no-any-return]
        # The same statement for all lists, so that PostgreSQL plans it once.
        found = connection.exec_driver_sql(f"{query} = ANY(%s::bigint[])", (f"{{{listed}}}",))
        assert found.cursor is not None
        # The driver's rows are used, because creating SQLAlchemy's rows takes longer than the query.
        return found.cursor.fetchall()

    def add_text(
        self, form: StoredText, marks: Sequence[int], packed: PackedGist | None = None, *, first: bool = False
    ) -> None:
        """Store the text `form` of a notice for comparison, and index its marks.

        `packed` is the same text as returned by `pack_gist`; if omitted, it is computed. If `first` is true, the caller
        knows that no other text of the notice is stored.

        At most `MARKED` notices are kept for each mark, so that the index stays small even if thousands of notices
        share a mark. At most `FORMS` texts are kept for each notice. If there are more, the oldest are removed.
        """
        packed = packed or pack_gist(form.gist)
        connection = self._session.connection()
        row = {
            "notice_id": form.notice,
            "revision": form.revision,
            "version": VERSION,
            "gist": JsonText(packed.fields),
            "sketch": struct.pack(f"<{len(form.sketch)}I", *form.sketch),
            "size": packed.size,
            "pruned": False,
        }
        execute_later(connection, _ADD_FORM, row)
        execute_later(connection, _ADD_BODY, {"notice": form.notice, "packed": packed.body})
        old = () if first else list(connection.scalars(_OLD_FORMS, {"notice": form.notice}))
        if old:
            connection.execute(delete(StoredTextRow).where(StoredTextRow.id.in_(old)))
        self._file(form.notice, marks)

    def _file(self, notice: int, marks: Sequence[int]) -> None:
        found = self._marked(marks)
        full = [mark for mark, known in found.items() if len(known) >= MARKED and notice not in known]
        new = [{"hash": mark, "notice_id": notice} for mark in marks if notice not in found.get(mark, ())]
        connection = self._session.connection()
        for mark in full:
            oldest = min(found[mark])
            execute_later(connection, _DROP_MARK, {"mark": mark, "oldest": oldest})
            found[mark].remove(oldest)
        if new and connection.dialect.name == "sqlite":
            execute_later(connection, _ADD_MARK, new)
        elif new:
            hashes = f"{{{','.join(str(row['hash']) for row in new)}}}"
            execute_later(connection, _ADD_MARKS, {"hashes": hashes, "notice": notice})
        _, known = self._looked_up
        for row in new:
            known.setdefault(row["hash"], []).append(notice)

    def drop_text(self, notice: int, sketch: Sequence[int]) -> None:
        """Remove the stored texts of a notice that have the MinHash sketch `sketch`.

        This is done when a text no longer belongs to the notice. The marks of the removed texts stay in the index. They
        cause no wrong matches, because notices found by marks are still compared by their stored texts.
        """
        packed = struct.pack(f"<{len(sketch)}I", *sketch)
        self._session.execute(
            delete(StoredTextRow).where(StoredTextRow.notice_id == notice, StoredTextRow.sketch == packed)
        )

    def unindexed(self, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices that have no text for comparison in the current format, the latest first.

        Each notice is returned with its newest revision. Notices whose text was pruned are left out.
        """
        formed = select(StoredTextRow.id).where(
            StoredTextRow.notice_id == NoticeRow.id, StoredTextRow.version == VERSION
        )
        query = select(NoticeRow).where(~formed.exists(), NoticeRow.pruned_at.is_(None))
        return [self._bare(row) for row in self._session.scalars(query.order_by(NoticeRow.id.desc()).limit(limit))]

    def _bare(self, row: NoticeRow) -> NoticeRecord:
        document = self._session.get_one(RevisionRow, (row.id, row.revision)).document
        return NoticeRecord(row.id, row.source_id, row.revision, row.first_seen_at, Notice.model_validate(document))

    def add_link(self, link: NoticeLink) -> None:
        """Record a link from one notice to another, unless such a link is already recorded."""
        connection = self._session.connection()
        link_of = {"notice_id": link.notice, "other_id": link.other}
        if connection.scalar(_SAME_LINK, link_of) is None:
            connection.execute(_ADD_LINK, link_of | {"relation": link.relation, "why": write_reason(link.reason)})

    def put_link(self, link: NoticeLink) -> None:
        """Record a link from one notice to another, replacing an existing link in the same direction."""
        connection = self._session.connection()
        link_of = {"notice_id": link.notice, "other_id": link.other}
        relation = {"relation": link.relation, "why": write_reason(link.reason)}
        known = connection.scalar(_SAME_LINK, link_of)
        if known is None:
            connection.execute(_ADD_LINK, link_of | relation)
        else:
            connection.execute(update(LinkRow).where(LinkRow.id == known).values(relation))

    def links(self, notice: int) -> list[NoticeLink]:
        """Return the links from and to a notice, the earliest first."""
        mine = (LinkRow.notice_id == notice) | (LinkRow.other_id == notice)
        rows = self._session.scalars(select(LinkRow).where(mine).order_by(LinkRow.id))
        return [
            NoticeLink(row.notice_id, row.other_id, row.relation, read_reason(row.why) or NO_REASON) for row in rows
        ]


def pack_gist(gist: NormalizedNotice) -> PackedGist:
    """Return a normalized text in the form in which the database stores it."""
    fields = {name: value for name, value in vars(gist).items() if name in _GIST_FIELDS}
    body = zlib.compress(gist.body.encode("utf-8", "replace"), LEVEL)
    return PackedGist(as_json(fields), body, len(gist.letters))


def _body(packed: bytes, version: int) -> str:
    body = zlib.decompress(packed).decode()
    return body if version == VERSION else upgrade_body(body)


def _outline(
    form: int,
    notice: int,
    revision: int,
    version: int,
    gist: dict[str, Any] | str,
    sketch: bytes,
    size: int,
    pruned: bool,
) -> CandidateSummary:
    # PostgreSQL's driver has already parsed the JSON.
    fields = json.loads(gist) if isinstance(gist, str) else gist
    fields |= {"issuers": tuple(fields["issuers"])}
    numbers = struct.unpack(f"<{len(sketch) // 4}I", sketch)
    normalized = NormalizedNotice(**fields)
    normalized = normalized if version == VERSION else upgrade_gist(normalized)
    return CandidateSummary(form, notice, revision, normalized, numbers, size, bool(pruned))
