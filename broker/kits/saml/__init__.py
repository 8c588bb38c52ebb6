"""Owns the kits of clients that speak SAML 2.0."""
