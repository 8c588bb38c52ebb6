"""Owns the package of statistics: counts of accesses by the official groupings, with small numbers suppressed."""
