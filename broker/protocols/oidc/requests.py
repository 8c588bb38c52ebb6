"""Owns the reading of authorization requests: the order of their checks, one refusal each, is the table `CHECKS`.

What is checked here was sent by a known client and asks to be answered at an address of its own: every refusal may go
there at once.
"""

import base64
import binascii
import re
from collections.abc import Callable

from broker.core.journey import Hint, ServiceRequest
from broker.core.oidc_dialect import OPENID
from broker.core.profile import Profile
from broker.core.refusals.authorization import (
    ChallengeMissing,
    ChallengeNotS256,
    ClaimsInvalid,
    HintTokenInvalid,
    MaxAgeInvalid,
    ProfileUnreadable,
    PromptInvalid,
    RegistrationUnsupported,
    RequestObjectUnsupported,
    RequestUriUnsupported,
    ResourceMissing,
    ResourceNotOfClient,
    ResponseModeUnsupported,
    ResponseTypeMissing,
    ResponseTypeUnsupported,
    SchoolUnreadable,
    ScopeWithoutOpenid,
)
from broker.protocols.oidc.asked import Asked
from broker.protocols.oidc.authlib_bridge import TokenUnverified, is_challenge
from broker.protocols.oidc.claims_request import ClaimsRequest
from broker.protocols.oidc.dialect_checks import acr_is_offered, client_fits, hints_are_right, required_are_there
from broker.protocols.oidc.own_tokens import read_id_token
from broker.protocols.oidc.replies import FORM_POST, QUERY, is_web

_AFRESH = frozenset({"login", "select_account"})
_AGE = re.compile(r"[0-9]{1,9}")
_UAI = re.compile(r"[0-9]{7}[A-Za-z](-[0-9A-Za-z]{1,37})?")  # facts/gar.md 2: the longer form exists


def read_request(asked: Asked) -> ServiceRequest:
    """Return what a client asks, in no protocol's words; raises AuthorizationRefused at the first check that fails."""
    for check in CHECKS:
        check(asked)
    acr = asked.side.dialect.acr
    prompts, claims, profile = asked.prompts, asked.claims, asked.get("profil")
    max_age = int(asked.get("max_age")) if "max_age" in asked.parameters else None
    return ServiceRequest(
        protocol="oidc",
        entity_id=asked.client.id,
        request_id="",
        reply_to=asked.redirect_uri,
        relay_state=asked.parameters.get("state"),
        passive="none" in prompts,
        fresh=bool(prompts & _AFRESH) or max_age == 0,
        comparison="minimum" if acr.names else "exact",
        contexts=acr.classes_of(asked.required_acr),
        preferred=tuple(asked.get("acr_values").split()),
        max_age=max_age,
        hint=Hint(
            resource=asked.parameters.get("idRessource"),
            uai=_school(asked.get("idEtab")) or None,
            profile=Profile(profile) if profile else None,
        ),
        details=_details(asked, claims),
    )


def _details(asked: Asked, claims: ClaimsRequest) -> tuple[tuple[str, str], ...]:
    found = {name: asked.get(name) for name in ("nonce", "code_challenge", "claims")}
    found["response_mode"] = asked.get("response_mode") or QUERY
    found["scope"] = asked.scopes.granted(asked.get("scope"))
    found["acr"] = " ".join(asked.acr) if asked.side.dialect.acr.names else ""
    found["login_hint"] = asked.get("login_hint")
    found["subject"] = claims.subject or _hinted_subject(asked)
    return tuple((name, value) for name, value in found.items() if value)


def _no_request_object(asked: Asked) -> None:
    """OpenID Connect Core 1.0 6: parameters come as such; by reference, only those pushed here."""
    if "request" in asked.parameters:
        raise RequestObjectUnsupported(received="request")
    if "request_uri" in asked.parameters:
        raise RequestUriUnsupported(expected="urn:ietf:params:oauth:request_uri:…", received="another request_uri")
    if "registration" in asked.parameters:
        raise RegistrationUnsupported(received="registration")


def _response_type_is_code(asked: Asked) -> None:
    if "response_type" not in asked.parameters:
        raise ResponseTypeMissing(expected="code")
    if asked.get("response_type") != "code":
        raise ResponseTypeUnsupported(expected="code", received=asked.get("response_type")[:80])


def _response_mode_is_registered(asked: Asked) -> None:
    wanted = asked.get("response_mode") or QUERY
    registered = asked.client.terms.response_modes
    if wanted not in registered or (wanted == FORM_POST and not is_web(asked.redirect_uri)):
        raise ResponseModeUnsupported(expected=", ".join(registered), received=wanted[:80])


def _scope_has_openid(asked: Asked) -> None:
    if OPENID not in asked.get("scope").split():
        raise ScopeWithoutOpenid(expected=OPENID, received=asked.get("scope")[:200] or "no scope")


def _challenge_is_s256(asked: Asked) -> None:
    """RFC 7636 4.3: without a method, a challenge would be `plain`."""
    challenge, method = asked.get("code_challenge"), asked.get("code_challenge_method")
    optional = asked.client.terms.pkce_optional or not (asked.side.dialect.demands.pkce or asked.client.is_public)
    if not challenge and not method and optional:
        return
    if not is_challenge(challenge):
        raise ChallengeMissing(expected="43 to 128 characters", received=f"{len(challenge)} characters")
    if method != "S256":
        raise ChallengeNotS256(expected="S256", received=method[:80] or "no method")


def _prompt_is_known(asked: Asked) -> None:
    prompts = asked.prompts
    known = frozenset(asked.side.dialect.demands.prompts)
    if not prompts <= known or ("none" in prompts and len(prompts) > 1):
        raise PromptInvalid(expected=", ".join(sorted(known)), received=asked.get("prompt")[:80])


def _max_age_is_a_number(asked: Asked) -> None:
    if "max_age" in asked.parameters and not _AGE.fullmatch(asked.get("max_age")):
        raise MaxAgeInvalid(expected="seconds", received=asked.get("max_age")[:80])


def _claims_can_be_read(asked: Asked) -> None:
    try:
        _ = asked.claims
    except ValueError as error:
        raise ClaimsInvalid(expected="strict JSON", received=str(error)[:120]) from None


def _resource_is_the_clients(asked: Asked) -> None:
    """facts/gar.md 4.3; what another client's resource answers, an unknown one answers too (F132)."""
    contracts, wanted = asked.client.contracts, asked.get("idRessource")
    if not asked.side.dialect.demands.resource:
        return
    if not wanted:
        if len(contracts) > 1 or not asked.client.terms.id_ressource_optional:
            raise ResourceMissing(expected="idRessource")
    elif asked.client.find_contract(wanted) is None:
        raise ResourceNotOfClient(expected=", ".join(one.resource for one in contracts), received=wanted[:200])


def _school_can_be_read(asked: Asked) -> None:
    if "idEtab" in asked.parameters and not _school(asked.get("idEtab")):
        raise SchoolUnreadable(expected="a UAI, or its base64", received=f"{len(asked.get('idEtab'))} characters")


def _profile_exists(asked: Asked) -> None:
    if asked.get("profil") and asked.get("profil") not in set(Profile):
        raise ProfileUnreadable(expected=", ".join(Profile), received=asked.get("profil")[:80])


def _hint_token_is_ours(asked: Asked) -> None:
    if "id_token_hint" in asked.parameters and not _hinted_subject(asked):
        raise HintTokenInvalid(expected="an ID token issued here for this client")


CHECKS: tuple[Callable[[Asked], None], ...] = (
    client_fits,
    _no_request_object,
    _response_type_is_code,
    _response_mode_is_registered,
    required_are_there,
    _scope_has_openid,
    _challenge_is_s256,
    _prompt_is_known,
    _max_age_is_a_number,
    _claims_can_be_read,
    acr_is_offered,
    hints_are_right,
    _resource_is_the_clients,
    _school_can_be_read,
    _profile_exists,
    _hint_token_is_ours,
)


def _school(text: str) -> str:
    """Return the UAI of a text in either form, empty where it is none."""
    if _UAI.fullmatch(text):
        return text
    try:
        # A `+` in a query arrives as a space; médiacentres do not percent-encode it (facts/gar.md 2).
        decoded = base64.b64decode(text.replace(" ", "+"), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return decoded if _UAI.fullmatch(decoded) else ""


def _hinted_subject(asked: Asked) -> str:
    """Return whom an ID token of ours for this client names, be it expired; empty for any other."""
    if "id_token_hint" not in asked.parameters:
        return ""
    try:
        hinted = read_id_token(asked.get("id_token_hint"), asked.side)
    except TokenUnverified:
        return ""
    return hinted.subject if hinted.client_id == asked.client.id else ""
