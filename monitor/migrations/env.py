"""Alembic's environment, which runs migrations on the connection and in the transaction of `monitor.store.engine`."""

from alembic import context

from monitor.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
