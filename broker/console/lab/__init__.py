"""Owns the package of the lab's pages: orders for altered releases, and trials of what resources need."""
