"""Add the states of channels, the time of a message's first failure, and the times of separately sent alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "channel",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", instant, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("paused_at", instant, nullable=True),
        sa.Column("next_try_at", instant, nullable=True),
        sa.Column("handed", sa.JSON(), nullable=False),
    )
    op.add_column("delivery", sa.Column("failing_since", instant, nullable=True))
    op.add_column("delivery_alert", sa.Column("sent_at", instant, nullable=True))
    op.create_index("ix_delivery_channel", "delivery", ["status", "channel", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_delivery_channel", "delivery")
    op.drop_column("delivery_alert", "sent_at")
    op.drop_column("delivery", "failing_since")
    op.drop_table("channel")
