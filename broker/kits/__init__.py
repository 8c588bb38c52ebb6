"""Owns what a publisher takes away: configurations for their client, and the registration of their own resource."""
