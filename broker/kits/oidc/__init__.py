"""Owns the kits of clients that speak OpenID Connect."""
