"""Owns example resources. Shares no code with the broker or the guichets."""
