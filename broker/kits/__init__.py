"""Owns the ready configurations for the clients of publishers."""
