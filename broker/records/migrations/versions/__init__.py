"""Owns the package of the single migrations, each named by what it brings."""
