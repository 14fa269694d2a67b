"""Add the search index, which is filled in the background, and the marks, sessions and feeds of readers."""

import sqlalchemy as sa
from alembic import op

from monitor.store.tables import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(500), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("issuers", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        *(
            sa.Column(name, sa.Date(), nullable=True)
            for name in ("issued_on", "published_on", "effective_on", "deadline_first", "deadline_last")
        ),
    )
    op.create_index("ix_search_entry_version", "search_entry", ["version"])
    op.create_index("ix_search_entry_changed", "search_entry", ["changed_at", "notice_id"])
    op.create_table(
        "search_body",
        sa.Column(
            "notice_id",
            sa.Integer(),
            sa.ForeignKey("search_entry.notice_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "measure",
        sa.Column(
            "notice_id",
            sa.Integer(),
            sa.ForeignKey("search_entry.notice_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("by", sa.String(10), nullable=True),
    )
    op.create_index("ix_measure_by", "measure", ["by"])
    _readers()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='', columnsize=0, tokenize='ascii')")
    else:
        op.execute("ALTER TABLE search_entry ADD COLUMN tokens integer[]")
        op.execute("CREATE INDEX ix_search_entry_tokens ON search_entry USING gin (tokens)")


def _readers() -> None:
    op.create_table(
        "reader_mark",
        sa.Column("owner", sa.String(200), primary_key=True),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), primary_key=True),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("starred_at", UtcDateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_reader_mark_notice_id", "reader_mark", ["notice_id"])
    op.create_table(
        "web_session",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_web_session_expires_at", "web_session", ["expires_at"])
    op.create_table(
        "feed_address",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("selection", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_feed_address_owner", "feed_address", ["owner"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_text")
    for table in ("feed_address", "web_session", "reader_mark", "measure"):
        op.drop_table(table)
    op.drop_table("search_body")
    op.drop_table("search_entry")
