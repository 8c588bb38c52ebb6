"""Owns our own private keys, whatever they sign: kept in rings of files, so that one follows another in good order."""
