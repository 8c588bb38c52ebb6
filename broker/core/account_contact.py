"""Owns how a person's contacts are written: one form of each mobile number, an e-mail that can be one."""

import re

_MOBILE = re.compile(r"(?:\+33|0033|0)([67][0-9]{8})")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s.]{2,}")
_SHOWN = 2


def read_mobile(said: str) -> str | None:
    """Return a French mobile number in one form, or None."""
    found = _MOBILE.fullmatch(re.sub(r"[\s.()-]", "", said))
    return f"+33{found[1]}" if found else None


def read_mail(said: str) -> str | None:
    """Return an e-mail address without the spaces around it, or None."""
    found = _MAIL.fullmatch(said.strip())
    return found[0] if found else None


def mask(contact: str) -> str:
    """Return what a page may show of a contact: enough to know one's own."""
    name, at, host = contact.partition("@")
    return f"{name[:1]}…@{host}" if at else f"…{contact[-_SHOWN:]}"
