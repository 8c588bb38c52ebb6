"""Owns what Alembic runs to migrate: over the connection that it is handed, never one of its own."""

from alembic import context

from broker.records.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
