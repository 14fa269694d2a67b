"""Move the bodies of stored texts to a separate table, so that the table read to select candidates is compact."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "body",
        sa.Column("form_id", sa.Integer(), sa.ForeignKey("form.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
    )
    op.add_column("form", sa.Column("pruned", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("INSERT INTO body(form_id, packed) SELECT id, body FROM form WHERE body IS NOT NULL")
    op.execute("UPDATE form SET pruned = TRUE WHERE body IS NULL")
    op.drop_column("form", "body")


def downgrade() -> None:
    op.add_column("form", sa.Column("body", sa.LargeBinary(), nullable=True))
    op.execute("UPDATE form SET body = (SELECT packed FROM body WHERE form_id = form.id)")
    op.drop_column("form", "pruned")
    op.drop_table("body")
