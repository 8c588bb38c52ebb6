"""Owns the package of migrations: how the tables came to be as they are."""
