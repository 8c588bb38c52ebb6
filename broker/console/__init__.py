"""Owns the pages that an operator, a publisher or a reviewer sees."""
