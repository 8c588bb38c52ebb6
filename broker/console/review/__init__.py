"""Owns the reviewer's pages: what leaves, about whom, to whom, why, whether it still holds, what a change would do."""
