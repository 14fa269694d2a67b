"""Add the entries of the configuration as last seen, from which changes are found."""

import sqlalchemy as sa
from alembic import op

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


def downgrade() -> None:
    op.drop_table("config_entry")
