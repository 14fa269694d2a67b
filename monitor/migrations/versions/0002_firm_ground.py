"""Add data for pruning, several readers, messages to the operator, and heartbeats."""

import sqlalchemy as sa
from alembic import op

from monitor.store.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "position",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "beat",
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("owner"),
    )
    with op.batch_alter_table("source") as batch_op:
        batch_op.add_column(sa.Column("trouble_told", sa.Boolean(), nullable=False, server_default=sa.false()))
    # In earlier versions, every trouble caused an event at the first poll that found it.
    op.execute(sa.text("UPDATE source SET trouble_told = true WHERE trouble_code IS NOT NULL"))
    with op.batch_alter_table("notice") as batch_op:
        batch_op.add_column(sa.Column("pruned_at", UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("reading") as batch_op:
        batch_op.add_column(sa.Column("reader", sa.Text(), nullable=True))
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.alter_column("notice_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("revision", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("first_event", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("last_event", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.drop_column("last_event")
        batch_op.drop_column("first_event")
    with op.batch_alter_table("reading") as batch_op:
        batch_op.drop_column("reader")
    with op.batch_alter_table("notice") as batch_op:
        batch_op.drop_column("pruned_at")
    with op.batch_alter_table("source") as batch_op:
        batch_op.drop_column("trouble_told")
    op.drop_table("beat")
    op.drop_table("position")
