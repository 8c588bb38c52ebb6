"""Owns the package of web services: what distributors and ENTs call, machine to machine, by mutual TLS."""
