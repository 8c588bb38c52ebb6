"""Owns what a resource's page says of configuring its side, language by language."""

from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.issuer import Issuer
from broker.core.sentence import Sentence
from broker.kits.cas.facts import gather_facts as gather_cas
from broker.kits.cas.summary import settings_of as cas_settings
from broker.kits.kit import Rows
from broker.kits.oidc.facts import gather_facts as gather_oidc
from broker.kits.oidc.summary import settings_of as oidc_settings

TITLES = {"saml": "SAML 2.0", "oidc": "OpenID Connect", "cas": "CAS 3.0"}


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """Show the settings of one language, and the command that prints ready files for it."""

    language: str
    title: str
    rows: Rows
    kit_command: str


def settings_by_language(issuer: Issuer, contract: Contract) -> tuple[LanguageSettings, ...]:
    """Return the settings of each language that a resource speaks, without any secret."""
    return tuple(
        LanguageSettings(
            language,
            TITLES[language],
            _ROWS[language](issuer, contract),
            f"preau kit {language} --resource {contract.resource}"
            + ("" if issuer.console else f" --issuer {issuer.name}"),
        )
        for language in contract.protocols
    )


def _saml_rows(issuer: Issuer, contract: Contract) -> Rows:
    paths = issuer.paths
    return (
        (Sentence("entityID de l’émetteur", "entityID of the issuer"), issuer.entity_id),
        (Sentence("Métadonnées", "Metadata"), f"{issuer.url}{paths.metadata}"),
        (Sentence("Connexion, HTTP-Redirect", "Sign-on, HTTP-Redirect"), f"{issuer.url}{paths.redirect}"),
        (Sentence("Connexion, HTTP-POST", "Sign-on, HTTP-POST"), f"{issuer.url}{paths.post}"),
        (
            Sentence("Déconnexion, HTTP-Redirect", "Sign-out, HTTP-Redirect"),
            f"{issuer.url}{paths.sign_out.redirect}" if paths.sign_out else "",
        ),
        (Sentence("entityID attendu de la ressource", "entityID expected of the resource"), contract.entity_id),
    )


def _oidc_rows(issuer: Issuer, contract: Contract) -> Rows:
    return oidc_settings(gather_oidc(issuer, contract, None, None))


def _cas_rows(issuer: Issuer, contract: Contract) -> Rows:
    return cas_settings(gather_cas(issuer, contract, None))


_ROWS = {"saml": _saml_rows, "oidc": _oidc_rows, "cas": _cas_rows}
