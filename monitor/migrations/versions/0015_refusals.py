"""Add the number of refusals of each message, and the message suspected of causing a channel's failures."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("refusals", sa.Integer(), server_default="0", nullable=False))
    op.add_column("channel", sa.Column("suspect", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("delivery", "refusals")
    op.drop_column("channel", "suspect")
