"""Add the folded words of series, by which series are found in either script and any case."""

import sqlalchemy as sa
from alembic import op

from crawler.text.fold import fold

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
_SERIES = sa.table("series", *(sa.column(name) for name in ("id", "title", "issuer", "words")))
_BATCH = 1000


def upgrade() -> None:
    op.add_column("series", sa.Column("words", sa.Text(), nullable=False, server_default=sa.text("''")))
    connection = op.get_bind()
    change = sa.update(_SERIES).where(_SERIES.c.id == sa.bindparam("of"))
    after = 0
    while rows := _batch(connection, after):
        connection.execute(change, [{"of": row.id, "words": f"{fold(row.title)}\n{fold(row.issuer)}"} for row in rows])
        after = rows[-1].id


def _batch(connection: sa.Connection, after: int) -> list[sa.Row[tuple[int, str, str]]]:
    rows = sa.select(_SERIES.c.id, _SERIES.c.title, _SERIES.c.issuer).where(_SERIES.c.id > after)
    return list(connection.execute(rows.order_by(_SERIES.c.id).limit(_BATCH)))


def downgrade() -> None:
    op.drop_column("series", "words")
