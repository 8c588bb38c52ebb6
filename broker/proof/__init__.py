"""Owns the proof: for every active contract, that nothing outside it is in the bytes that leave."""
