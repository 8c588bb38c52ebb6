"""Owns the pages that a person sees during a sign-on."""
