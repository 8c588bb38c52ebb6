"""Owns the leaves of the tree of refusals drawn in `broker.core.errors`."""
