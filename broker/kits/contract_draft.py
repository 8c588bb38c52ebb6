"""Owns the drafting of a minimal contract for a publisher's own resource, as readable TOML."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import urlsplit

from broker.core.catalogue import CATALOGUE
from broker.definitions.addresses import is_loopback

ALWAYS_THERE = frozenset({"IDO", "UAI", "PRO"})
_ISNI_DIGITS = 16
_LEAP_DAY = (2, 29)
_CAS_WORDS = """\
# Les adresses (service) depuis lesquelles la ressource demande la connexion, au caractère près. Une étoile à la fin
# vaut pour toutes celles du dossier : remplacez-la par l’adresse exacte dès que vous la connaissez.
# The service addresses, to the character. A star at the end stands for every address below: replace it by the exact one
# as soon as you know it."""
_TO_ALL_WORDS = """\
# Pendant les essais, la ressource s’ouvre sans abonnement. Pour essayer les refus (pas d’abonnement, pas affectée, plus
# de licence…), écrivez false : chaque établissement doit alors y être abonné.
# While testing, the resource opens without a subscription. To try refusals (no subscription, not assigned, no licence
# left…), write false: every school must then have subscribed to it."""
_OIDC_WORDS = """\
# Comparées au caractère près ; PKCE S256, scope openid scope.gar et idRessource sont exigés, comme par le GAR.
# Compared to the character; PKCE S256, scope openid scope.gar and idRessource are required, as by the GAR."""


@dataclass(frozen=True, slots=True)
class OidcDraft:
    """Hold what a publisher says of their OpenID Connect client; without a method, it has a secret (Basic)."""

    client_id: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""
    auth_method: str = "client_secret_basic"
    jwks: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """Hold what a publisher says of their resource; everything else is filled in for a sandbox.

    Each of `entity_id` (SAML), `services` (CAS) and `oidc` makes it speak one language.
    """

    issuer: str
    ark: str
    title: str
    access_url: str
    provider: str
    profiles: tuple[str, ...]
    attributes: tuple[str, ...]
    entity_id: str | None = None
    services: tuple[str, ...] = ()
    oidc: OidcDraft | None = None


def write_draft(draft: ContractDraft, today: date) -> str:
    """Return the contract as TOML, valid for one year from today; nothing in it is checked here."""
    text = _quote(draft.title)
    lines = [
        "# Contrat minimal d’une ressource à soi : complétez les raisons. / A minimal contract: complete the reasons.",
        f"issuer = {_quote(draft.issuer)}",
        f"resource = {_quote(draft.ark)}",
        f"access_url = {_quote(draft.access_url)}",
        f"title = {{ fr = {text}, en = {text} }}",
        'purpose = { fr = "À préciser : à quoi sert ce traitement.", en = "To be completed: what it is for." }',
        'legal_basis = "À préciser (bac à sable)"',
        f"profiles = {_quote_all(draft.profiles)}",
        f"valid_from = {today.isoformat()}",
        f"valid_until = {_a_year_after(today).isoformat()}",
        'approved_by = "sandbox"',
        _TO_ALL_WORDS,
        "open_to_all = true",
        "",
        "[provider]",
        f'siren_isni = "{_invented_identifier(draft.provider)}"',
        f"name = {_quote(draft.provider)}",
    ]
    for code in draft.attributes:
        lines += _attribute(code)
    return "\n".join([*lines, *_languages(draft)]) + "\n"


def _languages(draft: ContractDraft) -> Iterator[str]:
    if draft.entity_id is not None:
        yield from ("", "[saml]", f"entity_id = {_quote(draft.entity_id)}")
    if draft.services:
        yield from ("", "[cas]", _CAS_WORDS, f"services = {_quote_all(draft.services)}")
    if draft.oidc is not None:
        yield from ("", "[oidc]", _OIDC_WORDS, *_client(draft.oidc))


def _client(oidc: OidcDraft) -> Iterator[str]:
    yield f"client_id = {_quote(oidc.client_id)}"
    yield f"redirect_uris = {_quote_all(oidc.redirect_uris)}"
    if oidc.post_logout_redirect_uris:
        yield f"post_logout_redirect_uris = {_quote_all(oidc.post_logout_redirect_uris)}"
    if oidc.backchannel_logout_uri:
        yield f"backchannel_logout_uri = {_quote(oidc.backchannel_logout_uri)}"
    yield f"token_endpoint_auth_methods = [{_quote(oidc.auth_method)}]"
    if _is_native(oidc):
        yield 'application_type = "native"  # RFC 8252'
    if oidc.jwks:
        yield f"jwks = [{', '.join(_inline(key) for key in oidc.jwks)}]"


def _is_native(oidc: OidcDraft) -> bool:
    """Tell whether this is an application on the person's own machine: no secret, and it is called back there."""
    parts = [urlsplit(uri) for uri in oidc.redirect_uris]
    own = all(part.scheme not in {"http", "https"} or is_loopback(part.hostname or "") for part in parts)
    return oidc.auth_method == "none" and own


def _inline(key: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{_quote(name)} = {_quote(value)}' for name, value in key.items())} }}"


def _invented_identifier(provider: str) -> str:
    """Return a SIREN_ISNI that nobody has, and no two providers share: it is the sector of their pseudonyms."""
    digest = int.from_bytes(sha256(provider.encode()).digest()[:8], "big")
    return f"000000000_{str(digest)[-_ISNI_DIGITS:].zfill(_ISNI_DIGITS)}"


def _attribute(code: str) -> list[str]:
    meaning = f" ({CATALOGUE[code].meaning.fr})" if code in CATALOGUE else ""
    lines = ["", "[[attributes]]", f"code = {_quote(code)}"]
    lines.append(f"purpose = {_quote(f'À préciser : pourquoi cette ressource a besoin de {code}{meaning}.')}")
    return [*lines, "required = true"] if code in ALWAYS_THERE else lines


def _quote(text: str) -> str:
    """Write a basic string: TOML's are JSON's, but for DEL (TOML 1.0, String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _quote_all(words: Iterable[str]) -> str:
    return f"[{', '.join(_quote(word) for word in words)}]"


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == _LEAP_DAY else day.day)
