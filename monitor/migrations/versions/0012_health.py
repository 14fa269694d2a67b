"""Add network outages, the recent history of sources, and each problem's time of report and outage."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("source", sa.Column("trouble_grouped", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("source", sa.Column("trouble_reminded_at", instant, nullable=True))
    op.add_column("source", sa.Column("seen", sa.JSON(), nullable=True))
    op.create_table(
        "outage",
        sa.Column("since", instant, primary_key=True),
        sa.Column("reminded_at", instant, nullable=True),
    )


def downgrade() -> None:
    op.drop_table("outage")
    for name in ("seen", "trouble_reminded_at", "trouble_grouped"):
        op.drop_column("source", name)
