"""Owns the SAML language: trees, signatures, metadata, messages. Decides nothing about people."""
