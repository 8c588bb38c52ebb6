"""Owns the shapes that the console's pages show."""

from dataclasses import dataclass

from broker.core.sentence import Sentence


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Show one invented person on the home page."""

    login: str
    password: str
    display_name: str
    title: Sentence
    explanation: Sentence
    schools: str
    sign_in_action: str
    guichet_title: Sentence


@dataclass(frozen=True, slots=True)
class Family:
    """Group cards under one heading."""

    title: Sentence
    cards: tuple[PersonCard, ...]


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """Show one resource in a list."""

    title: Sentence
    resource: str
    provider: str
    access_url: str
    page_url: str
    languages: str
    status: Sentence
    open: bool


@dataclass(frozen=True, slots=True)
class IssuerResources:
    """Group the services of one issuer under its title."""

    title: Sentence
    resources: tuple[ResourceRow, ...]


@dataclass(frozen=True, slots=True)
class GuichetRow:
    """Show one issuer on the home page."""

    title: Sentence
    url: str
    role: Sentence


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """Show one journey in a list."""

    url: str
    at: str
    service: str
    issuer: str
    result: str
    result_title: Sentence
