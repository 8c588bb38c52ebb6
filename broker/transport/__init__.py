"""Owns TLS for the sandbox: its local authority, the certificate of its listeners, and whom its own requests trust."""
