"""Owns the verbs: sign on, explain. Knows ports, no adapter."""
