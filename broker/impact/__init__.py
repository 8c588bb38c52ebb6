"""Owns the study of a change before it is made: what is proposed, everybody gone through, what may be shown of it."""
