"""Add the due times and digests of alerts, reminders of deadlines, and the table of deadlines."""

import json
from datetime import date

import sqlalchemy as sa
from alembic import op

from monitor.store.tables import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = ["notice_id", "revision", "event", "subscription"]


def upgrade() -> None:
    # The constraint was created without a name: PostgreSQL generated one; for SQLite, the naming convention sets one.
    sqlite = op.get_bind().dialect.name == "sqlite"
    name = "uq_alert_notice_id" if sqlite else f"alert_{'_'.join(_COLUMNS)}_key"
    with op.batch_alter_table("alert", naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"}) as batch_op:
        batch_op.add_column(sa.Column("occasion", sa.String(20), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("due_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("bundle", sa.String(40), nullable=True))
        batch_op.drop_constraint(name, type_="unique")
        batch_op.create_unique_constraint("uq_alert_once", [*_COLUMNS, "occasion"])
    op.create_index("ix_alert_subscription", "alert", ["subscription", "due_at"])
    op.add_column("delivery", sa.Column("bundle", sa.String(40), nullable=True))
    op.create_index("ix_delivery_bundle", "delivery", ["channel", "bundle"])
    op.create_table(
        "deadline",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), primary_key=True),
    )
    op.create_index("ix_deadline_notice_id", "deadline", ["notice_id"])
    _file_deadlines()


def _file_deadlines() -> None:
    """Record the deadlines of all notices.

    Documents are read one at a time, because their total size may be gigabytes.
    """
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            "SELECT notice.id, CAST(revision.document AS TEXT) FROM notice JOIN revision"
            " ON revision.notice_id = notice.id AND revision.number = notice.revision"
            " WHERE CAST(revision.document AS TEXT) LIKE '%\"deadlines\":[{%'"
            " OR CAST(revision.document AS TEXT) LIKE '%\"deadlines\": [{%'"
        ).execution_options(stream_results=True)
    )
    rows = [(notice, day) for notice, document in found for day in _days(json.loads(document))]
    table = sa.table("deadline", sa.column("notice_id", sa.Integer), sa.column("day", sa.Date))
    op.bulk_insert(table, [{"notice_id": notice, "day": date.fromisoformat(day)} for notice, day in rows])


def _days(document: dict[str, list[dict[str, str]]]) -> set[str]:
    return {deadline["date"] for deadline in document["deadlines"]}


def downgrade() -> None:
    op.drop_table("deadline")
    op.drop_index("ix_delivery_bundle", "delivery")
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.drop_column("bundle")
    op.drop_index("ix_alert_subscription", "alert")
    op.execute(sa.text("DELETE FROM delivery_alert WHERE alert_id IN (SELECT id FROM alert WHERE occasion <> '')"))
    op.execute(sa.text("DELETE FROM alert WHERE occasion <> ''"))
    with op.batch_alter_table("alert") as batch_op:
        batch_op.drop_constraint("uq_alert_once", type_="unique")
        batch_op.create_unique_constraint("uq_alert_notice_id", _COLUMNS)
        for column in ("bundle", "due_at", "occasion"):
            batch_op.drop_column(column)
