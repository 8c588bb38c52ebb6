"""Owns ÉduConnect's own pages: the accounts' life, from their activation to the helpdesk."""

from flask import Blueprint

from broker.login.password_pages import ACCOUNT
from idp.account import AccountLinks, make_account_pages
from idp.educonnect.activation_pages import make_activation_pages
from idp.educonnect.desk_pages import make_desk_pages
from idp.educonnect.link_pages import make_link_pages
from idp.educonnect.outbox_page import make_outbox_page
from idp.educonnect.recovery_pages import make_recovery_pages
from idp.educonnect.registration_pages import make_registration_pages
from idp.educonnect.settings_pages import SETTINGS, make_settings_pages


def make_pages() -> tuple[Blueprint, ...]:
    """Make every page of ÉduConnect's own."""
    return (
        make_account_pages(ACCOUNT, AccountLinks(settings=SETTINGS)),
        make_activation_pages(),
        make_registration_pages(),
        make_link_pages(),
        make_recovery_pages(),
        make_settings_pages(),
        make_desk_pages(),
        make_outbox_page(),
    )
