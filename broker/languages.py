"""Owns the connecting of one issuer's languages: what carries out a step, answers, tells of a sign-out."""

from pathlib import Path

from flask import Blueprint

from broker.core.contract import PAGE
from broker.core.journey import Step
from broker.core.session import OIDC_GUICHET, SAML_GUICHET
from broker.definitions.client_secrets import FOLDER, ClientSecrets
from broker.login.account_choice import show_accounts
from broker.login.guichets import Guichets
from broker.login.oidc_guichet import OidcGuichet
from broker.login.oidc_guichet_sign_out import OidcGuichetSignOut
from broker.login.own_pages import OwnPages
from broker.login.password_pages import authenticate_by_password, show_profiles
from broker.login.saml_guichet import SamlGuichet
from broker.login.second_factor_pages import ask_second_factor, refuse_second_factor
from broker.openid.provider import Providers
from broker.openid.provider_call import ProviderCall
from broker.protocols.cas.back_channel import CasBackChannel
from broker.protocols.cas.endpoints import make_endpoints
from broker.protocols.oidc.endpoints import OidcEndpoints
from broker.protocols.oidc.side import open_side
from broker.protocols.oidc.sign_out_channels import OidcSignOutChannels
from broker.protocols.saml.endpoints import SamlEndpoints
from broker.protocols.saml.sign_out_channels import SamlSignOutChannels
from broker.protocols.saml.sign_out_endpoints import SignOutEndpoints
from broker.protocols.saml.sign_out_soap import SignOutSoap
from broker.protocols.saml.unsolicited import UnsolicitedSignOn
from broker.saml.side import SamlSide
from broker.transport.service_call import Outgoing
from broker.web.choice_pages import STEPS
from broker.web.discovery_pages import show_members
from broker.web.journey_runner import answer_in_its_language
from broker.web.leaving_pages import LINK, Links
from broker.web.parts import Parts


def connect_languages(parts: Parts, side: SamlSide, keys: Path) -> tuple[Blueprint, ...]:
    """Fill the tables of steps, languages and channels; return the blueprints that other sites' messages reach.

    Those messages come from elsewhere by design: signatures, secrets of the browser and single use protect them,
    not the tokens of our own forms.
    """
    parts.steps.update(STEPS)
    parts.languages[LINK], parts.languages[PAGE] = Links(), OwnPages()
    if parts.issuer.federation is not None:
        parts.steps[Step.CHOOSE_GUICHET] = show_members
    parts.steps[Step.RELEASE] = answer_in_its_language
    parts.steps[Step.CHOOSE_PROFILE] = show_profiles
    parts.steps[Step.CHOOSE_ACCOUNT] = show_accounts
    return (
        *_connect_saml(parts, side),
        *_connect_cas(parts),
        *_connect_oidc(parts, keys),
        *_connect_guichets(parts, side, keys),
    )


def _connect_saml(parts: Parts, side: SamlSide) -> tuple[Blueprint, ...]:
    endpoints = SamlEndpoints(side)
    parts.languages["saml"] = endpoints
    link = parts.issuer.paths.unsolicited
    unsolicited = (UnsolicitedSignOn(side, link).blueprint(),) if link is not None else ()
    return (endpoints.blueprint(), *unsolicited, *_connect_single_logout(parts, side))


def _connect_single_logout(parts: Parts, side: SamlSide) -> tuple[Blueprint, ...]:
    """Let services and the guichet above tell of a sign-out, and be told of one."""
    paths = parts.issuer.paths.sign_out
    if paths is None:
        return ()
    for protocol in ("saml", SAML_GUICHET):
        parts.back_channels[protocol] = parts.front_channels[protocol] = SamlSignOutChannels(
            side, protocol, parts.authorities
        )
    return SignOutEndpoints(side, paths).blueprint(), SignOutSoap(side, paths).blueprint()


def _connect_cas(parts: Parts) -> tuple[Blueprint, ...]:
    paths, outgoing = parts.issuer.cas, Outgoing(parts.authorities)
    if paths is None:
        return ()
    endpoints = make_endpoints(parts.issuer, paths, parts.store, parts.clock, outgoing)
    parts.languages["cas"] = endpoints
    parts.back_channels["cas"] = CasBackChannel(parts.clock, outgoing)
    return endpoints.blueprints()


def _connect_oidc(parts: Parts, keys: Path) -> tuple[Blueprint, ...]:
    if parts.issuer.oidc is None:
        return ()
    side = open_side(parts.issuer, keys, parts.clock, parts.contracts)
    endpoints, channels = OidcEndpoints(side), OidcSignOutChannels(side, Outgoing(parts.authorities))
    parts.languages["oidc"] = endpoints
    parts.back_channels["oidc"] = parts.front_channels["oidc"] = channels
    return (endpoints.blueprint(),)


def _connect_guichets(parts: Parts, side: SamlSide, keys: Path) -> tuple[Blueprint, ...]:
    """Let the issuer sign people on: by password, by asking its guichets, or both."""
    way = parts.issuer.password
    here = authenticate_by_password if way is not None else None
    parts.steps[Step.SECOND_FACTOR] = ask_second_factor if way and way.one_time_password else refuse_second_factor
    providers = Providers(parts.clock, ProviderCall(parts.authorities))
    oidc = OidcGuichet(providers, ClientSecrets(keys / FOLDER), has_form=here is not None)
    channel = OidcGuichetSignOut(providers, parts.sign_on.find_guichets)
    parts.back_channels[OIDC_GUICHET] = parts.front_channels[OIDC_GUICHET] = channel
    saml = SamlGuichet(side) if parts.issuer.paths.consumer is not None else None
    elsewhere = {"oidc": oidc.ask} | ({"saml": saml.ask} if saml is not None else {})
    parts.steps[Step.AUTHENTICATE] = Guichets(here, elsewhere).ask
    return (oidc.blueprint(), channel.blueprint(), *((saml.blueprint(),) if saml is not None else ()))
