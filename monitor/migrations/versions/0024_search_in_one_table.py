"""Store the folded texts of PostgreSQL's search index in its entries; the index is built anew in the background."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_COMPRESS = """DO $$ BEGIN
    EXECUTE 'ALTER TABLE {table} ALTER COLUMN folded SET COMPRESSION lz4';
EXCEPTION WHEN feature_not_supported OR syntax_error THEN NULL;
END $$"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("TRUNCATE search_body, measure, search_entry")
    op.drop_table("search_body")
    op.execute("DROP INDEX ix_search_entry_tokens")
    op.execute("ALTER TABLE search_entry ADD COLUMN packed bytea NOT NULL, ADD COLUMN folded text NOT NULL")
    # A search reads the texts of many entries, but no tokens. Therefore, texts are compressed within the rows, and
    # tokens are moved out of the rows, as soon as a row is larger than 512 bytes.
    op.execute("ALTER TABLE search_entry SET (toast_tuple_target = 512)")
    op.execute("ALTER TABLE search_entry ALTER COLUMN tokens SET STORAGE EXTERNAL")
    for column in ("source_id", "kind", "issuers", "region", "packed", "folded"):
        op.execute(f"ALTER TABLE search_entry ALTER COLUMN {column} SET STORAGE MAIN")
    op.execute(_COMPRESS.format(table="search_entry"))
    # Because of the cost, PostgreSQL reads tokens from rows only if there is no other way.
    op.execute("""CREATE FUNCTION search_tokens(smallint[]) RETURNS smallint[]
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100 AS 'BEGIN RETURN $1; END'""")
    op.execute("CREATE INDEX ix_search_entry_tokens ON search_entry USING gin (search_tokens(tokens))")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("TRUNCATE measure, search_entry")
    op.execute("DROP INDEX ix_search_entry_tokens")
    op.execute("DROP FUNCTION search_tokens")
    op.execute("ALTER TABLE search_entry RESET (toast_tuple_target)")
    op.execute("ALTER TABLE search_entry DROP COLUMN packed, DROP COLUMN folded")
    for column in ("tokens", "source_id", "kind", "issuers", "region"):
        op.execute(f"ALTER TABLE search_entry ALTER COLUMN {column} SET STORAGE EXTENDED")
    op.execute("CREATE INDEX ix_search_entry_tokens ON search_entry USING gin (tokens)")
    op.create_table(
        "search_body",
        sa.Column(
            "notice_id",
            sa.Integer(),
            sa.ForeignKey("search_entry.notice_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=True),
    )
    op.execute(_COMPRESS.format(table="search_body"))
