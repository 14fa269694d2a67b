"""search_entry, search_body, search_text: the search index, filled in the background after an upgrade."""

import sqlalchemy as sa
from alembic import op

from monitor.store.tables import UtcDateTime

revision = "0017"
down_revision = "0014"
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
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='', columnsize=0, tokenize='ascii')")
    else:
        op.execute("ALTER TABLE search_entry ADD COLUMN tokens integer[]")
        op.execute("CREATE INDEX ix_search_entry_tokens ON search_entry USING gin (tokens)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_text")
    op.drop_table("search_body")
    op.drop_table("search_entry")
