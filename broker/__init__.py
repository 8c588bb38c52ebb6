"""Owns the engine and the hubs: everything that signs people on and answers services."""
