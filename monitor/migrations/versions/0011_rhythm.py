"""Add the publication pattern of each source, learnt from polls."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("rhythm", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("source", "rhythm")
