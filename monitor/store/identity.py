"""The SQL repository of the texts, marks and links by which known notices are recognised."""

import json
import struct
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from monitor.identity.minhash import FORMS, MARKED, by_rarity, policy_mark
from monitor.identity.normalized import COMPARABLE, VERSION, NormalizedNotice, upgrade_body, upgrade_gist
from monitor.model import CandidateSummary, NoticeLink, NoticeRecord, StoredText
from monitor.model.reasons import NO_REASON, read_reason, write_reason
from monitor.store.tables import BodyRow, FormRow, LinkRow, MarkRow, NoticeRow, RevisionRow

_FORM = cast(Table, FormRow.__table__).c
_OUTLINES = """SELECT id, notice_id, revision, version, gist, sketch, size, pruned FROM form
WHERE version >= %d AND notice_id IN """
_BODIES = "SELECT form_id, packed, version FROM body JOIN form ON form.id = form_id WHERE form_id IN "
_OLD_FORMS = (
    select(_FORM.id).where(_FORM.notice_id == bindparam("notice")).order_by(_FORM.id.desc()).limit(FORMS).offset(FORMS)
)
_ADD_FORM, _ADD_BODY, _ADD_MARK, _ADD_LINK = (
    insert(cast(Table, row.__table__)) for row in (FormRow, BodyRow, MarkRow, LinkRow)
)
_DROP_MARK = delete(MarkRow).where(MarkRow.hash == bindparam("mark"), MarkRow.notice_id == bindparam("oldest"))
_SAME_LINK = select(LinkRow.id).where(
    LinkRow.notice_id == bindparam("notice_id"), LinkRow.other_id == bindparam("other_id")
)
LEVEL = 3
"""The zlib compression level. It is low because bodies are compressed and decompressed for every verdict."""


class SqlIdentityRepository:
    """The repository of the texts, marks and links by which known notices are recognised."""

    def __init__(self, session: Session) -> None:
        self._session = session

    _looked_up: tuple[tuple[int, ...], dict[int, list[int]]] | None = None
    """The marks of the last query, with the notices that have each mark.

    This is a cache: the marks of a new text are queried twice, for the search and for storing the text.
    """

    def sharing_marks(self, marks: Sequence[int], limit: int) -> list[int]:
        """Return the ids of at most `limit` notices that have at least one of these marks.

        Notices that share many rare marks are first in the result.
        """
        return by_rarity(self._marked(marks), limit)

    def pages_of_policy(self, name: str, limit: int) -> list[int]:
        """Return at most `limit` notices whose titles contain the name of this policy."""
        return self.sharing_marks([policy_mark(name)], limit)

    def _marked(self, marks: Sequence[int]) -> dict[int, list[int]]:
        """Return the notices that have any of these marks, by mark."""
        if self._looked_up and self._looked_up[0] == tuple(marks):
            return self._looked_up[1]
        marked: dict[int, list[int]] = defaultdict(list)
        for mark, notice in self._rows("SELECT hash, notice_id FROM mark WHERE hash IN ", marks):
            marked[mark].append(notice)
        self._looked_up = tuple(marks), marked
        return marked

    def texts(self, notices: Sequence[int]) -> list[StoredText]:
        """Return the stored texts of these notices, in the order of `notices`.

        The texts of one notice are ordered from the newest to the oldest.
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
        """Return the stored texts of these notices without their bodies, in the same order as `texts` does."""
        place = {notice: at for at, notice in enumerate(notices)}
        rows = sorted(self._rows(_OUTLINES % min(COMPARABLE), notices), key=lambda row: (place[row[1]], -row[0]))
        newest: dict[tuple[int, int], int] = {}
        for _, notice, revision, version, *_ in rows:
            newest[notice, revision] = max(version, newest.get((notice, revision), 0))
        return [_outline(*row) for row in rows if row[3] == newest[row[1], row[2]]]

    def bodies(self, forms: Sequence[int]) -> dict[int, str]:
        """Return the bodies of these stored texts by id. Pruned texts are left out."""
        return {form: _body(packed, version) for form, packed, version in self._rows(_BODIES, forms)}

    def _rows(self, query: str, numbers: Sequence[int]) -> Sequence[Any]:
        """Return the rows of a query whose last condition is completed with the list of `numbers`.

        The statement is built without SQLAlchemy's mapper and compiler, which would take longer than the database:
        verdicts run thousands of these queries.
        """
        if not numbers:
            return ()
        listed = ", ".join(map(str, map(int, numbers)))
        found = self._session.connection().exec_driver_sql(f"{query}({listed})")
        assert found.cursor is not None
        # The driver's rows are used, because creating SQLAlchemy's rows takes longer than the query.
        return found.cursor.fetchall()

    def add_text(self, form: StoredText, marks: Sequence[int]) -> None:
        """Store a text of a notice for comparison, and index its marks.

        For each mark, only the latest MARKED notices are kept, so that the index stays small for marks shared by
        thousands of notices. For each notice, only the FORMS latest texts are kept.
        """
        gist = {name: value for name, value in asdict(form.gist).items() if name != "body"}
        body = zlib.compress(form.gist.body.encode("utf-8", "replace"), LEVEL)
        sketch = struct.pack(f"<{len(form.sketch)}I", *form.sketch)
        row = {
            "notice_id": form.notice,
            "revision": form.revision,
            "version": VERSION,
            "gist": gist,
            "sketch": sketch,
            "size": len(form.gist.letters),
        }
        connection = self._session.connection()
        key = connection.execute(_ADD_FORM, row).inserted_primary_key
        assert key is not None
        connection.execute(_ADD_BODY, {"form_id": key[0], "packed": body})
        old = list(connection.scalars(_OLD_FORMS, {"notice": form.notice}))
        if old:
            connection.execute(delete(FormRow).where(FormRow.id.in_(old)))
        self._file(form.notice, marks)

    def _file(self, notice: int, marks: Sequence[int]) -> None:
        found = self._marked(marks)
        full = [mark for mark, known in found.items() if len(known) >= MARKED and notice not in known]
        new = [{"hash": mark, "notice_id": notice} for mark in marks if notice not in found.get(mark, ())]
        connection = self._session.connection()
        self._looked_up = None
        for mark in full:
            connection.execute(_DROP_MARK, {"mark": mark, "oldest": min(found[mark])})
        if new:
            connection.execute(_ADD_MARK, new)

    def drop_text(self, notice: int, sketch: Sequence[int]) -> None:
        """Remove the stored texts of a notice that have this sketch, because they no longer belong to the notice.

        The marks of the removed text stay in the index. They cause no wrong matches, because the notices looked up by
        marks are still compared by their stored texts.
        """
        packed = struct.pack(f"<{len(sketch)}I", *sketch)
        self._session.execute(delete(FormRow).where(FormRow.notice_id == notice, FormRow.sketch == packed))

    def unindexed(self, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices of which no text in the current version is stored for comparison.

        The latest notices are first, each with its newest revision.
        """
        formed = select(FormRow.id).where(FormRow.notice_id == NoticeRow.id, FormRow.version == VERSION)
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
