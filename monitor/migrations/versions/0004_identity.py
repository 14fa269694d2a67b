"""Add the tables of stored texts, marks and links by which known notices are recognised.

The texts of notices that are already recorded are added later, in the background.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gist", sa.JSON(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
    )
    op.create_index("ix_form_notice", "form", ["notice_id", "version"])
    # The rows are two integers, queried by the first: without a rowid, the table itself is the index.
    op.create_table(
        "mark",
        sa.Column("hash", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("notice_id", sa.Integer(), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), nullable=False),
        sa.Column("other_id", sa.Integer(), sa.ForeignKey("notice.id"), nullable=False),
        sa.Column("relation", sa.String(20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.UniqueConstraint("notice_id", "other_id"),
    )
    op.create_index("ix_link_other_id", "link", ["other_id"])


def downgrade() -> None:
    for table in ("link", "mark", "form"):
        op.drop_table(table)
