"""Add scheduled revisits of known notices.

The revisits of notices that are already recorded are scheduled when their listing links to them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(500), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("page_hash", sa.String(64), nullable=True),
        sa.Column("link", sa.JSON(none_as_null=True), nullable=True),
    )
    op.create_index("ix_look_due", "look", ["source_id", "due_at"])


def downgrade() -> None:
    op.drop_table("look")
