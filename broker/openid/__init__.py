"""Owns what one who relies on an OpenID provider does: ask it, read its tokens, believe only what is verified."""
