"""Owns the own pages of the academy’s guichet: those of every guichet, for now."""

from flask import Blueprint

from broker.login.password_pages import ACCOUNT
from idp.account import make_account_pages


def make_pages() -> tuple[Blueprint, ...]:
    """Make the pages of this guichet."""
    return (make_account_pages(ACCOUNT),)
