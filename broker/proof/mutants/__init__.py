"""Owns seeded faults: copies of the policy with one fault each, all of which a proof must catch."""
