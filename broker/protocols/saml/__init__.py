"""Owns the SAML identity-provider side: requests of services in, releases out."""
