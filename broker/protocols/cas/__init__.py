"""Owns the CAS side: services' log-ins and validations in, tickets and releases out."""
