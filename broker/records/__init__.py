"""Owns the package of durable records: accounts, outbox and journal, in SQLite or PostgreSQL."""
