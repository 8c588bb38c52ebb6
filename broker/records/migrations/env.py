"""Owns what Alembic runs to migrate: over the connection that it is handed, never one of its own."""

from alembic import context

from broker.records.schema import SCHEMA

context.configure(connection=context.config.attributes["connection"], target_metadata=SCHEMA)
with context.begin_transaction():
    context.run_migrations()
