"""Owns the vocabularies: which words each family of issuers has for what a directory says."""
