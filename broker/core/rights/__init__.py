"""Owns the package of rights: subscriptions, assignments, notices, and who may open what, today."""
