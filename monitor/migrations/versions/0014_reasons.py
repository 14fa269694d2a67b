"""Convert reasons to codes with parameters in the tables `place`, `link`, `source` and `event`.

Sentences that are already recorded get the code `legacy`.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BATCH = 1000
_COLUMNS = (("place", "why", "'legacy'", "text"), ("link", "why", "'legacy'", "text"))
_TROUBLE = ("source", "trouble_detail", "trouble_code", "detail")
"""The code of a trouble is in a separate column. The trouble's sentence becomes a parameter of the reason with that
code."""


def upgrade() -> None:
    make = "json_object" if op.get_bind().dialect.name == "sqlite" else "json_build_object"
    for table, column, code, parameter in (*_COLUMNS, _TROUBLE):
        made = f"{make}('code', {code}, 'params', {make}('{parameter}', {column}))"
        op.execute(f"UPDATE {table} SET {column} = CAST({made} AS TEXT) WHERE {column} <> ''")  # noqa: S608  (names from above)
    _change_events(_as_reason)


def downgrade() -> None:
    """Restore the sentences of reasons that contain one.

    Other reasons remain JSON, which earlier versions display unchanged.
    """
    connection = op.get_bind()
    for table, column, _, parameter in (*_COLUMNS, _TROUBLE):
        rows = sa.table(table, sa.column(column, sa.Text()))
        texts = connection.scalars(sa.select(rows.c[column]).where(rows.c[column] != "").distinct()).all()
        for text in texts:
            sentence = json.loads(text)["params"].get(parameter)
            if sentence is not None:
                connection.execute(sa.update(rows).where(rows.c[column] == text).values({column: sentence}))
    _change_events(_as_sentence)


def _as_reason(detail: dict[str, Any]) -> dict[str, Any] | None:
    if "code" in detail and "detail" in detail:
        reason = {"code": detail["code"], "params": {"detail": detail["detail"]}}
    elif "why" in detail:
        reason = {"code": "legacy", "params": {"text": detail["why"]}}
    else:
        return None
    return {name: value for name, value in detail.items() if name not in ("why", "detail")} | {"reason": reason}


def _as_sentence(detail: dict[str, Any]) -> dict[str, Any] | None:
    if "reason" not in detail:
        return None
    params = detail["reason"]["params"]
    rest = {name: value for name, value in detail.items() if name != "reason"}
    text = params.get("text", params.get("detail", json.dumps(detail["reason"], ensure_ascii=False)))
    return rest | {"detail" if "code" in detail else "why": text}


def _change_events(change: Any) -> None:
    """Apply `change` to the details of events of notices and sources.

    Events are processed in batches, because there may be very many.
    """
    connection = op.get_bind()
    event = sa.table(
        "event", sa.column("id", sa.Integer()), sa.column("kind", sa.String()), sa.column("detail", sa.JSON())
    )
    concerned = event.c.kind.like("notice.%") | event.c.kind.like("source.%")
    query = sa.select(event.c.id, event.c.detail).where(concerned).order_by(event.c.id).limit(_BATCH)
    update = sa.update(event).where(event.c.id == sa.bindparam("event")).values(detail=sa.bindparam("changed"))
    position = 0
    while rows := connection.execute(query.where(event.c.id > position)).all():
        position = rows[-1].id
        changed = [{"event": row.id, "changed": new} for row in rows if (new := change(row.detail)) is not None]
        if changed:
            connection.execute(update, changed)
