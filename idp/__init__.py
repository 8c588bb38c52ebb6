"""Owns the guichets’ own pages: what differs from the engine they are built on."""
