"""Add the entries of the configuration as last seen, and the time at which a failed delivery was first due."""

import sqlalchemy as sa
from alembic import op

from monitor.store.tables import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "config_entry",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("id", sa.String(500), primary_key=True),
        sa.Column("fields", sa.JSON(), nullable=False),
    )
    op.add_column("delivery", sa.Column("first_due_at", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("delivery", "first_due_at")
    op.drop_table("config_entry")
