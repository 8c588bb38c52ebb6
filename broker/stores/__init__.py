"""Owns short-lived state: memory or Redis."""
