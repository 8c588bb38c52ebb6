"""Owns the opening of directories as the settings say: the schools' people, and those shipped or named beside them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import PEOPLE
from broker.directories.directory_settings import (
    AGENTS,
    CITIZENS,
    MEMBERS,
    PROFESSIONALS,
    SHIPPED_LAYOUTS,
    DirectorySettings,
)
from broker.directories.layout import Layout
from broker.directories.layouts import LAYOUTS, SDET
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.sandbox_academy import (
    ACADEMY_FILE,
    AGENTS_FILE,
    CITIZENS_FILE,
    MEMBERS_FILE,
    PROFESSIONALS_FILE,
)
from broker.flows.ports import Clock, Directory

SHIPPED_FILES = {
    PEOPLE: ACADEMY_FILE,
    AGENTS: AGENTS_FILE,
    CITIZENS: CITIZENS_FILE,
    PROFESSIONALS: PROFESSIONALS_FILE,
    MEMBERS: MEMBERS_FILE,
}


def open_directories(
    people: DirectorySettings, others: Mapping[str, DirectorySettings], clock: Clock
) -> dict[str, Directory]:
    """Open every directory, by its name; raise `ConfigurationError` with what is wrong with one."""
    chosen = {name: DirectorySettings() for name in SHIPPED_LAYOUTS} | dict(others)
    opened = {PEOPLE: _open(people, "directory", SDET, ACADEMY_FILE, clock)}
    for name, settings in chosen.items():
        place = f"directories.{name}"
        opened[name] = _open(settings, place, _find_layout(name, settings, place), SHIPPED_FILES.get(name), clock)
    return opened


def layout_of(name: str, people: DirectorySettings, others: Mapping[str, DirectorySettings]) -> str:
    """Return the name of a directory's layout, as `open_directories` opens it."""
    if name == PEOPLE:
        return people.layout or SDET.name
    return _find_layout(name, others.get(name, DirectorySettings()), f"directories.{name}").name


def check_named(directories: Mapping[str, Directory], wanted: Mapping[str, str]) -> None:
    """Refuse issuers whose directory is not there; `wanted` holds the directory of each issuer."""
    known = ", ".join(directories)
    problems = tuple(
        Problem(f"{issuer}.toml", "directory", f"no directory is named {name}", f"choose one of {known}")
        for issuer, name in wanted.items()
        if name not in directories
    )
    if problems:
        raise ConfigurationError(problems)


def _find_layout(name: str, settings: DirectorySettings, place: str) -> Layout:
    layout = settings.layout or SHIPPED_LAYOUTS.get(name)
    if name == PEOPLE:
        _refuse(place, "the schools' people have a setting of their own", "write [directory]")
    if layout is None:
        _refuse(f"{place}.layout", "missing for a directory of one's own", f"choose one of {', '.join(LAYOUTS)}")
    return LAYOUTS[layout or ""]


def _open(settings: DirectorySettings, place: str, layout: Layout, shipped: Path | None, clock: Clock) -> Directory:
    layout = LAYOUTS[settings.layout] if settings.layout else layout
    if settings.kind == "none":
        return LdifDirectory(Path(os.devnull), layout)  # knows nobody, in the time that it takes elsewhere
    if settings.kind == "ldif":
        file = settings.ldif_file or shipped
        if file is None:
            _refuse(f"{place}.ldif_file", "missing while kind is ldif", "name an LDIF file")
        return LdifDirectory(file, layout)
    if settings.ldap is None:
        _refuse(f"{place}.ldap", f"missing while {place}.kind is ldap", f"add [{place}.ldap]")
    from broker.directories.ldap_directory import LdapDirectory  # noqa: PLC0415 - its library takes 10 MB

    return LdapDirectory(settings.ldap, clock, layout)


def _refuse(place: str, what: str, hint: str) -> NoReturn:
    raise ConfigurationError((Problem("preau.toml", place, what, hint),))
