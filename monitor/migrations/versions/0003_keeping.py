"""Add the data for reading a stored page again, and the indexes for pruning."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place, because recreating the table would copy every page.
    op.add_column("page", sa.Column("link", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("page", sa.Column("given", sa.JSON(none_as_null=True), nullable=True))
    # Without this index, the deletion of each page would require a scan of all revisions.
    op.create_index("ix_revision_page_id", "revision", ["page_id"])
    op.create_index("ix_event_at", "event", ["at"])


def downgrade() -> None:
    op.drop_index("ix_event_at", "event")
    op.drop_index("ix_revision_page_id", "revision")
    op.drop_column("page", "given")
    op.drop_column("page", "link")
