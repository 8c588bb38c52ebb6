"""Owns where people come from. The only code that names LDAP attributes."""
