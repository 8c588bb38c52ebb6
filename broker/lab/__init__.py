"""Owns the package of deliberate misbehaviour and of the probing of resources; nothing of the sign-on knows it."""
