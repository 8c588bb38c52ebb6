"""Owns the ways in which a person proves who they are."""
