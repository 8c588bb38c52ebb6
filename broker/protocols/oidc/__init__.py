"""Owns the OpenID provider: requests of clients in, codes, tokens and userinfo out."""
