"""Owns the fields of the form that registers a resource: read, each once, and shown again as they were typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from broker.core.catalogue import CATALOGUE
from broker.core.contract import PROTOCOLS
from broker.core.profile import NATIONAL, Profile
from broker.kits.ark import name_from
from broker.kits.contract_draft import ALWAYS_THERE
from broker.saml.metadata_reader import ENTITY_CAP
from broker.web.single_values import read_form

PROVIDER = "Éditeur du bac à sable"
AUTH_METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")
OFFERED = tuple(code for code, known in CATALOGUE.items() if known.source == "facts/gar.md 3.1")
_LINE, _LINES = 1_000, 8_000
TEXTS = {
    "title": _LINE,
    "ark": _LINE,
    "access_url": _LINE,
    "provider": _LINE,
    "name": _LINE,
    "saml_metadata_url": _LINE,
    "saml_metadata": ENTITY_CAP,
    "cas_services": _LINES,
    "oidc_redirect_uris": _LINES,
    "oidc_post_logout_uris": _LINES,
    "oidc_backchannel_uri": _LINE,
    "oidc_auth_method": _LINE,
    "oidc_jwks": _LINES,
}
_PROFILES = tuple(f"profile_{profile}" for profile in NATIONAL)
_ATTRIBUTES = tuple(f"attribute_{code}" for code in OFFERED)
_TICKS = (*PROTOCOLS, *_PROFILES, *_ATTRIBUTES)
_FIRST_PROFILES = (Profile.PUPIL, Profile.TEACHER)


@dataclass(frozen=True, slots=True)
class FormValues:
    """Hold what was typed and ticked, by the fields' names."""

    texts: Mapping[str, str]
    ticked: frozenset[str]

    def lines(self, field: str) -> tuple[str, ...]:
        """Return the lines of a text, without the empty ones."""
        return tuple(line.strip() for line in self.texts[field].splitlines() if line.strip())

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that the resource is to speak."""
        return tuple(protocol for protocol in PROTOCOLS if protocol in self.ticked)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Return the profiles that may open it."""
        return tuple(profile for profile in NATIONAL if f"profile_{profile}" in self.ticked)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Return the attributes that it may receive."""
        return tuple(code for code in OFFERED if f"attribute_{code}" in self.ticked)

    @property
    def name(self) -> str:
        """Return the name of its files: the one typed, else the end of its ARK."""
        return self.texts["name"] or name_from(self.texts["ark"])


def blank_form() -> FormValues:
    """Return the form as it is first shown: sparing."""
    texts = dict.fromkeys(TEXTS, "") | {"provider": PROVIDER, "oidc_auth_method": AUTH_METHODS[0]}
    profiles = {f"profile_{profile}" for profile in _FIRST_PROFILES}
    return FormValues(texts, frozenset(profiles | {f"attribute_{code}" for code in ALWAYS_THERE}))


def read_values() -> FormValues:
    """Read the form of this request; refuse a field that came twice or is too long (D105)."""
    texts = {field: (read_form(field, most) or "").strip() for field, most in TEXTS.items()}
    return FormValues(texts, frozenset(field for field in _TICKS if read_form(field)))
