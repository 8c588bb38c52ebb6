"""Owns the kits of clients that speak CAS."""
