"""Add living lists, the documents that notices repeal, the dates of targets, and a column for the list of an event."""

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from monitor.model.targets import due_day
from monitor.store.tables import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    order = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "list_entry",
        sa.Column("list_id", sa.String(100), primary_key=True),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("left_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("sort_key", order, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("number_key", sa.String(64), nullable=True),
        sa.Column("title_key", sa.String(64), nullable=True),
    )
    for column in ("notice_id", "review_on", "number_key", "title_key"):
        op.create_index(f"ix_list_entry_{column}", "list_entry", [column])
    op.create_index("ix_list_entry_order", "list_entry", ["list_id", "sort_key", "notice_id"])
    op.create_table(
        "list_progress",
        sa.Column("list_id", sa.String(100), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
    )
    op.create_table(
        "repeal",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), primary_key=True, autoincrement=False),
    )
    op.create_index("ix_repeal_notice_id", "repeal", ["notice_id"])
    op.create_table(
        "target_day",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), primary_key=True),
    )
    op.create_index("ix_target_day_notice_id", "target_day", ["notice_id"])
    _fill_target_days()
    op.add_column("event", sa.Column("list_id", sa.String(100), nullable=True))
    op.create_index(
        "ix_event_list",
        "event",
        ["list_id", "id"],
        sqlite_where=sa.text("list_id IS NOT NULL"),
        postgresql_where=sa.text("list_id IS NOT NULL"),
    )


def _fill_target_days() -> None:
    """Record the dates of the targets of all notices."""
    connection = op.get_bind()
    newest = sa.text(
        "SELECT revision.notice_id, revision.document FROM revision JOIN notice ON notice.id = revision.notice_id"
        " AND notice.revision = revision.number WHERE revision.notice_id > :after ORDER BY revision.notice_id LIMIT 500"
    )
    days = sa.table("target_day", sa.column("day", sa.Date()), sa.column("notice_id", sa.Integer()))
    after = 0
    while rows := connection.execute(newest, {"after": after}).all():
        found = [{"day": day, "notice_id": notice} for notice, document in rows for day in _target_days(document)]
        if found:
            connection.execute(sa.insert(days), found)
        after = rows[-1][0]


def _target_days(document: Any) -> set[date]:
    # SQLite returns the JSON as text.
    notice = json.loads(document) if isinstance(document, str) else document
    targets = (target for clause in notice.get("clauses", ()) for target in clause.get("targets", ()))
    return {day for target in targets if (day := due_day(target.get("by")))}


def downgrade() -> None:
    op.drop_index("ix_event_list", "event")
    op.drop_column("event", "list_id")
    op.drop_table("target_day")
    op.drop_table("repeal")
    op.drop_table("list_progress")
    op.drop_table("list_entry")
