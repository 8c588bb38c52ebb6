"""Owns the reading of the data: settings, issuers, contracts, workspace."""
