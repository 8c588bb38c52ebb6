"""Owns the package of the distributor's view: its subscriptions, what is used of them, and the calls that it made."""
