"""Add the series of recurring notices. Notices recorded before are assigned to series in the background."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''"))
            for name in ("title", "issuer", "kind")
        ),
        sa.Column("region", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), nullable=True),
        sa.Column("editions", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("code", sa.String(20), nullable=False, server_default="too_few"),
        sa.Column("dates", sa.Integer(), nullable=False, server_default="0"),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("expected_on", "earliest_on", "latest_on")),
        sa.Column("basis", sa.String(20), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("noted", sa.String(20), nullable=False, server_default=sa.text("''")),
    )
    for name in ("stale", "expected_on", "ends_on", "editions"):
        op.create_index(f"ix_series_{name}", "series", [name])
    op.create_table(
        "series_edition",
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), sa.ForeignKey("series.id"), nullable=True),
        sa.Column("edition", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("day", sa.Date(), nullable=True),
    )
    op.create_index("ix_series_edition_version", "series_edition", ["version"])
    op.create_index("ix_series_edition_series_id", "series_edition", ["series_id"])


def downgrade() -> None:
    op.drop_table("series_edition")
    op.drop_table("series")
