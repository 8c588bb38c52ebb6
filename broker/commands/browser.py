"""Owns the commands' name of the small browser, which `broker.lab.browser` is: commands and probes share it."""

from broker.lab.browser import Browser, Form, forms_of, link_of, refresh_of

__all__ = ["Browser", "Form", "forms_of", "link_of", "refresh_of"]
