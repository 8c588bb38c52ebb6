"""Owns what a change would do: everybody is decided upon before and after it, by the function that issues."""
