"""Owns the languages that services speak. Each translates; none decides."""
