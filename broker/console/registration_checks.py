"""Owns the checks of the form that registers a resource: every field, in both languages, before anything is drafted."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from broker.console.registration_form import AUTH_METHODS, FormValues
from broker.core.sentence import Sentence
from broker.core.service_address import find_fault
from broker.definitions.contract_reach import find_profiles_with
from broker.kits.ark import ARK_HINT, is_ark
from broker.kits.finding import NOTHING

_CALLBACK = re.compile(r"[a-z][a-z0-9+.-]*:/[^\s#]{0,1000}")  # as contract files want it (RFC 8252 7)
_WEB_ADDRESS = re.compile(r"https?://[^\s#]{1,1000}")
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "k"})


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Say what is wrong in one field, and what to change."""

    field: str
    what: Sentence
    hint: Sentence = NOTHING


def find_problems(values: FormValues) -> tuple[FieldProblem, ...]:
    """Return every problem of the fields themselves, in the order of the form."""
    found = [*_find_in_resource(values), *_find_in_grants(values)]
    for language in values.languages:
        found += _LANGUAGES[language](values)
    return tuple(found)


def read_keys(text: str) -> tuple[dict[str, str], ...]:
    """Return the keys of a JWK Set, or of one key, with their textual members; raises ValueError for anything else."""
    document = json.loads(text)
    rows = document.get("keys", [document]) if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ValueError("no JWK Set")
    keys = tuple({name: value for name, value in row.items() if isinstance(value, str)} for row in rows)
    if any(key.get("kty") not in {"RSA", "EC"} or _PRIVATE_MEMBERS & set(key) for key in keys):
        raise ValueError("not public")
    return keys


def _find_in_resource(values: FormValues) -> Iterator[FieldProblem]:
    texts = values.texts
    for field in ("title", "provider"):
        if not texts[field]:
            yield FieldProblem(field, _EMPTY, _WRITE)
    if not is_ark(texts["ark"]):
        yield FieldProblem("ark", Sentence("ce n’est pas un ARK", "this is no ARK"), ARK_HINT)
    if not _is_web_address(texts["access_url"]):
        yield FieldProblem("access_url", _NO_ADDRESS, _ADDRESS_HINT)


def _find_in_grants(values: FormValues) -> Iterator[FieldProblem]:
    for field, chosen in (("profiles", values.profiles), ("attributes", values.attributes)):
        if not chosen:
            yield FieldProblem(field, _NONE_TICKED, _TICK)
    for code in values.attributes if values.profiles else ():
        reached = find_profiles_with(code)
        if not reached & set(values.profiles):
            names = ", ".join(sorted(reached))
            what = Sentence(
                f"{code} n’existe pour aucun des profils cochés", f"{code} exists for none of the profiles ticked"
            )
            hint = Sentence(f"décochez-le, ou cochez l’un de : {names}", f"untick it, or tick one of: {names}")
            yield FieldProblem("attributes", what, hint)
    if not values.languages:
        yield FieldProblem("languages", _NONE_TICKED, _TICK)


def _find_in_saml(values: FormValues) -> Iterator[FieldProblem]:
    address, text = values.texts["saml_metadata_url"], values.texts["saml_metadata"]
    if not address and not text:
        what = Sentence("il manque les métadonnées de votre service", "your service's metadata is missing")
        hint = Sentence("donnez leur adresse, ou collez-les plus bas", "give its address, or paste it below")
        yield FieldProblem("saml_metadata_url", what, hint)
    elif address and text:
        what = Sentence("une adresse et un texte : lequel compte ?", "an address and a text: which one counts?")
        yield FieldProblem("saml_metadata", what, Sentence("videz l’un des deux champs", "empty one of the two fields"))
    elif address and not _is_web_address(address):
        yield FieldProblem("saml_metadata_url", _NO_ADDRESS, _ADDRESS_HINT)


def _find_in_cas(values: FormValues) -> Iterator[FieldProblem]:
    for service in values.lines("cas_services"):
        if not _is_web_address(service) or find_fault(service):
            what = Sentence(f"{service} ne peut pas être une adresse de service", f"{service} is no service address")
            hint = Sentence(
                "https://hôte/chemin, ou https://hôte/chemin/* pour toutes celles du dossier ; ni #, ni .., ni ticket",
                "https://host/path, or https://host/path/* for every address below; no #, no .., no ticket",
            )
            yield FieldProblem("cas_services", what, hint)


def _find_in_oidc(values: FormValues) -> Iterator[FieldProblem]:
    if not values.lines("oidc_redirect_uris"):
        yield FieldProblem("oidc_redirect_uris", _EMPTY, _ONE_A_LINE)
    for field in ("oidc_redirect_uris", "oidc_post_logout_uris"):
        for uri in values.lines(field):
            if not _is_callback(uri):
                what = Sentence(f"{uri} n’est pas une adresse de retour", f"{uri} is no redirect URI")
                hint = Sentence("https://hôte/chemin, sans #", "https://host/path, without #")
                yield FieldProblem(field, what, hint)
    told = values.texts["oidc_backchannel_uri"]
    if told and not _is_web_address(told):
        yield FieldProblem("oidc_backchannel_uri", _NO_ADDRESS, _ADDRESS_HINT)
    yield from _find_in_authentication(values)


def _find_in_authentication(values: FormValues) -> Iterator[FieldProblem]:
    method = values.texts["oidc_auth_method"]
    if method not in AUTH_METHODS:
        yield FieldProblem("oidc_auth_method", _NONE_TICKED, _TICK)
    if method == "private_key_jwt":
        try:
            read_keys(values.texts["oidc_jwks"])
        except (ValueError, RecursionError):
            what = Sentence(
                "ce ne sont pas des clés publiques RSA ou EC (JWK Set)", "these are no public RSA or EC keys (JWK Set)"
            )
            hint = Sentence(
                '{"keys": […]} en JSON, sans les membres privés', '{"keys": […]} in JSON, without the private members'
            )
            yield FieldProblem("oidc_jwks", what, hint)


def _is_web_address(text: str) -> bool:
    return _WEB_ADDRESS.fullmatch(text) is not None and _has_host(text)


def _is_callback(text: str) -> bool:
    return _CALLBACK.fullmatch(text) is not None and (not text.startswith("http") or _is_web_address(text))


def _has_host(text: str) -> bool:
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


_LANGUAGES = {"saml": _find_in_saml, "cas": _find_in_cas, "oidc": _find_in_oidc}
_EMPTY = Sentence("ce champ est vide", "this field is empty")
_WRITE = Sentence("écrivez quelques mots", "write a few words")
_ONE_A_LINE = Sentence("écrivez une adresse par ligne", "write one address a line")
_NONE_TICKED = Sentence("rien n’est choisi", "nothing is chosen")
_TICK = Sentence("cochez-en au moins un", "tick one at least")
_NO_ADDRESS = Sentence("ce n’est pas une adresse http(s) complète", "this is no complete http(s) address")
_ADDRESS_HINT = Sentence("https://hôte/chemin, sans espace ni #", "https://host/path, without a space or #")
