"""Add to each alert the measures that matched. They are unknown for alerts that are already recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alert", sa.Column("clauses", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("alert", "clauses")
