"""Functions that link the pages of one policy: its announcement, text, attachments and interpretations."""

from datetime import date

from monitor.identity.parts.links import PartLink, is_linkable, part_link
from monitor.identity.parts.titles import part_of
from monitor.model import NoticeLink, NoticeRecord
from monitor.model.ingest import Decision
from monitor.ports import Transaction

PAGES = 12
"""The maximum number of known pages of a policy that are considered. The latest pages are used."""
PARTS = 4
"""The maximum number of known pages that are linked to a new page because they interpret, announce or are attached to
it."""


def link_parts(tx: Transaction, decision: Decision, policy: str) -> tuple[NoticeRecord, ...]:
    """Link a new notice to the known pages of its policy that are closest in time, and return these pages.

    `policy` is the name of the policy in the notice's title, or empty.
    """
    if decision.verdict.kind != "new" or not policy:
        return ()
    found = decision.document
    part = part_of(found.title or "")
    pages = [notice for notice in tx.identity.pages_of_policy(policy, PAGES) if notice != decision.notice]
    # Most pages of a policy have the same role, and their texts need not be loaded.
    titles = tx.notices.titles(pages) if pages else {}
    linkable = (notice for notice in pages if notice in titles and is_linkable(part, part_of(titles[notice] or "")))
    records = map(tx.notices.get, linkable)
    linked = [(record, link) for record in records if record and (link := part_link(found, record.notice))]
    linked.sort(key=lambda pair: (_distance(decision, pair[0]), -pair[0].id))
    for record, link in _closest(linked):
        ours = (record.id, decision.notice) if link.reversed else (decision.notice, record.id)
        tx.identity.put_link(NoticeLink(*ours, link.relation, link.reason))
    return tuple(record for record, _ in _closest(linked))


def _closest(linked: list[tuple[NoticeRecord, PartLink]]) -> list[tuple[NoticeRecord, PartLink]]:
    """Return the pages that are to be linked to a new page, from the candidates `linked`.

    The candidates are sorted by their distance in time to the new page. The new page can interpret, announce or be
    attached to only one page, because other pages may belong to another policy with the same name. The first such page
    is returned. In addition, at most PARTS pages are returned that interpret, announce or are attached to the new page.
    """
    first = next(((record, link) for record, link in linked if not link.reversed), None)
    return ([first] if first else []) + [pair for pair in linked if pair[1].reversed][:PARTS]


def _distance(decision: Decision, record: NoticeRecord) -> int:
    """Return the number of days between two notices, or a large number if a date is unknown."""
    ours = _day(decision.document.issued_on, decision.document.published_on)
    theirs = _day(record.notice.issued_on, record.notice.published_on)
    return abs((ours - theirs).days) if ours and theirs else 10_000


def _day(issued: date | None, published: date | None) -> date | None:
    return issued or published
