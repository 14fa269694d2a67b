"""what rereading a page needs besides its bytes, and the indexes that pruning goes by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: making the table anew would copy every page.
    op.add_column("page", sa.Column("link", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("page", sa.Column("given", sa.JSON(none_as_null=True), nullable=True))
    # Without it, each page that goes would have all revisions looked through.
    op.create_index("ix_revision_page_id", "revision", ["page_id"])
    op.create_index("ix_event_at", "event", ["at"])


def downgrade() -> None:
    op.drop_index("ix_event_at", "event")
    op.drop_index("ix_revision_page_id", "revision")
    op.drop_column("page", "given")
    op.drop_column("page", "link")
