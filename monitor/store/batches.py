"""Functions for statements about many ids or rows, because databases limit the number of parameters of a statement."""

import json
from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import ARRAY, ColumnElement, Integer, SQLColumnExpression, any_, func, literal, select
from sqlalchemy.orm import Session

LIMIT = 500
Item = TypeVar("Item")


def batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Return an iterator over batches of at most LIMIT items, in the same order."""
    return (items[start : start + LIMIT] for start in range(0, len(items), LIMIT))


def among(session: Session, column: SQLColumnExpression[int], ids: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that a column contains one of `ids`.

    The ids are one parameter. A parameter for each id would also take longer to prepare than the statement takes.
    """
    if session.connection().dialect.name == "sqlite":
        listed = func.json_each(json.dumps(list(ids))).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(literal(list(ids), ARRAY(Integer)))
