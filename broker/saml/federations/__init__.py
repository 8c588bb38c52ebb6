"""Owns what is known of services through federations: signed aggregates that are kept, and queries for one entity."""
