"""Add the cause and source of each revision, the reason of each location, and pages that change on every visit."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("cause", sa.String(20), nullable=False, server_default="change"))
    op.add_column("revision", sa.Column("source_id", sa.String(500), nullable=True))
    op.add_column("place", sa.Column("why", sa.Text(), nullable=True))
    op.create_table(
        "unrest",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("source_id", sa.String(500), primary_key=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.String(64), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("unrest")
    op.drop_column("place", "why")
    op.drop_column("revision", "source_id")
    op.drop_column("revision", "cause")
