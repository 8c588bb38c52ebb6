"""Owns the invented academy: a deterministic generator of schools and people, written as LDIF."""
