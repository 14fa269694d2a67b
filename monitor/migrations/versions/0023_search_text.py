"""Store the folded text of notices on PostgreSQL, and smaller tokens; the index is built anew in the background."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _replace("smallint[]")
    if _is_postgresql():
        op.execute("ALTER TABLE search_body ADD COLUMN folded text")
        # LZ4 is fast, but some servers are built without it, and PostgreSQL 13 does not know the statement.
        op.execute("""DO $$ BEGIN
            EXECUTE 'ALTER TABLE search_body ALTER COLUMN folded SET COMPRESSION lz4';
        EXCEPTION WHEN feature_not_supported OR syntax_error THEN NULL;
        END $$""")


def downgrade() -> None:
    _replace("integer[]")
    if _is_postgresql():
        op.execute("ALTER TABLE search_body DROP COLUMN folded")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _replace(tokens: str) -> None:
    """Empty PostgreSQL's index, and change the type of its tokens."""
    if not _is_postgresql():
        return
    for table in ("search_body", "measure", "search_entry"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608
    op.execute("DROP INDEX ix_search_entry_tokens")
    op.execute("ALTER TABLE search_entry DROP COLUMN tokens")
    op.execute(f"ALTER TABLE search_entry ADD COLUMN tokens {tokens}")
    op.execute("CREATE INDEX ix_search_entry_tokens ON search_entry USING gin (tokens)")
