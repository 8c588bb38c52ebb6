"""Owns the assignment console: the pages on which a school's responsible opens what was subscribed to."""
