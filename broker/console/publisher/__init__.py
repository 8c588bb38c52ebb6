"""Owns the package of the publisher's view: its resources, how each stands, and whom it would refuse."""
