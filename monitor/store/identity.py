"""What notices are recognised by, in the database: their forms, marks and links."""

import struct
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import case, delete, func, insert, select
from sqlalchemy.orm import Session

from crawler.notice import Notice
from monitor.identity.filing import FORMS, MARKED, by_rarity
from monitor.identity.gist import VERSION, Gist
from monitor.records import Form, NoticeLink, NoticeRecord
from monitor.store.tables import FormRow, LinkRow, MarkRow, NoticeRow, RevisionRow

LEVEL = 3
"""Of zlib: bodies are packed and unpacked at every verdict."""


class IdentityQueries:
    """The part of the port that finds similar notices."""

    session: Session

    def resembling(self, marks: Sequence[int], limit: int) -> list[int]:
        """Notices that have some of these marks, at most `limit`; first those that have many that few others have."""
        rows = self.session.execute(select(MarkRow.hash, MarkRow.notice_id).where(MarkRow.hash.in_(marks)))
        marked: dict[int, list[int]] = defaultdict(list)
        for mark, notice in rows:
            marked[mark].append(notice)
        return by_rarity(marked, limit)

    def forms(self, notices: Sequence[int]) -> list[Form]:
        """The texts that these notices were read with, in the order of the notices, the newest form first."""
        columns = (FormRow.notice_id, FormRow.revision, FormRow.gist, FormRow.body, FormRow.sketch)
        query = select(*columns).where(FormRow.notice_id.in_(notices), FormRow.version == VERSION)
        place = {notice: at for at, notice in enumerate(notices)}
        rows = self.session.execute(query.order_by(FormRow.id.desc()))
        return [_form(*row) for row in sorted(rows, key=lambda row: place[row[0]])]

    def add_form(self, form: Form, marks: Sequence[int]) -> None:
        """Keeps a text of a notice for comparison, and files its marks: of each mark only the latest MARKED notices
        are known, so that what thousands have in common stays small. A notice keeps its FORMS latest forms."""
        gist = {name: value for name, value in asdict(form.gist).items() if name != "body"}
        body = zlib.compress(form.gist.body.encode("utf-8", "replace"), LEVEL)
        sketch = struct.pack(f"<{len(form.sketch)}I", *form.sketch)
        row = {"notice_id": form.notice, "revision": form.revision, "version": VERSION, "gist": gist, "body": body,
               "sketch": sketch}  # fmt: skip
        self.session.execute(insert(FormRow), [row])
        mine = select(FormRow.id).where(FormRow.notice_id == form.notice).order_by(FormRow.id.desc())
        self.session.execute(delete(FormRow).where(FormRow.id.in_(list(self.session.scalars(mine.offset(FORMS))))))
        self._file(form.notice, marks)

    def _file(self, notice: int, marks: Sequence[int]) -> None:
        is_mine = case((MarkRow.notice_id == notice, 1), else_=0)
        known = select(MarkRow.hash, func.count(), func.min(MarkRow.notice_id), func.max(is_mine))
        known = known.where(MarkRow.hash.in_(marks)).group_by(MarkRow.hash)
        full, filed = [], set()
        for mark, count, oldest, mine in self.session.execute(known):
            if mine:
                filed.add(mark)
            elif count >= MARKED:
                full.append((mark, oldest))
        for mark, oldest in full:
            self.session.execute(delete(MarkRow).where(MarkRow.hash == mark, MarkRow.notice_id == oldest))
        new = [{"hash": mark, "notice_id": notice} for mark in marks if mark not in filed]
        if new:
            self.session.execute(insert(MarkRow), new)

    def unformed(self, limit: int) -> list[NoticeRecord]:
        """Notices without a form of the present version, the latest first, with their newest revision."""
        formed = select(FormRow.id).where(FormRow.notice_id == NoticeRow.id, FormRow.version == VERSION)
        query = select(NoticeRow).where(~formed.exists(), NoticeRow.pruned_at.is_(None))
        return [self._bare(row) for row in self.session.scalars(query.order_by(NoticeRow.id.desc()).limit(limit))]

    def _bare(self, row: NoticeRow) -> NoticeRecord:
        document = self.session.get_one(RevisionRow, (row.id, row.revision)).document
        return NoticeRecord(row.id, row.source_id, row.revision, row.first_seen_at, Notice.model_validate(document))

    def add_link(self, link: NoticeLink) -> None:
        """Records that a notice has to do with another; once for each pair."""
        same = select(LinkRow.id).filter_by(notice_id=link.notice, other_id=link.other)
        if self.session.scalar(same) is None:
            self.session.add(LinkRow(notice_id=link.notice, other_id=link.other, relation=link.relation, why=link.why))
            self.session.flush()

    def links(self, notice: int) -> list[NoticeLink]:
        """What has to do with a notice, on either side, the earliest first."""
        mine = (LinkRow.notice_id == notice) | (LinkRow.other_id == notice)
        rows = self.session.scalars(select(LinkRow).where(mine).order_by(LinkRow.id))
        return [NoticeLink(row.notice_id, row.other_id, row.relation, row.why) for row in rows]


def _form(notice: int, revision: int, gist: dict[str, object], body: bytes | None, sketch: bytes) -> Form:
    fields = gist | {"issuers": tuple(gist["issuers"])}  # type: ignore[arg-type]
    text = zlib.decompress(body).decode() if body is not None else ""
    return Form(notice, revision, Gist(**fields, body=text), struct.unpack(f"<{len(sketch) // 4}I", sketch))  # type: ignore[arg-type]
