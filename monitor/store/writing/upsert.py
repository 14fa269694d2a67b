"""Statements that insert a row, or update the row that has the same key, in the dialects of SQLite and PostgreSQL."""

from typing import Any


def insert_into(dialect: str, table: Any) -> Any:
    """Return an INSERT statement to which ON CONFLICT can be added.

    Only the SQLAlchemy module of this dialect is imported. Importing the PostgreSQL module takes 25 ms, which a command
    that uses SQLite need not spend.
    """
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert

        return insert(table)
    from sqlalchemy.dialects.postgresql import insert as postgresql_insert

    return postgresql_insert(table)
