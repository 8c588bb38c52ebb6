"""Owns how one LDIF line is written: in clear where RFC 2849 allows, in base64 where it must be. Never folded."""

from binascii import b2a_base64


def write_line(name: str, value: str) -> str:
    """Return `name: value`, or `name:: base64`, with its end of line."""
    if is_safe(value):
        return f"{name}: {value}\n"
    return f"{name}:: {b2a_base64(value.encode(), newline=False).decode()}\n"


def is_safe(value: str) -> bool:
    """Tell whether a value may stand in clear: SAFE-STRING of RFC 2849, without a space at the end."""
    return value.isascii() and value.isprintable() and not value.startswith((" ", ":", "<")) and not value.endswith(" ")
