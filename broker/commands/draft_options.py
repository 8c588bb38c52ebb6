"""Owns the few words from which `preau resource add` drafts a contract, when it is given none."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import click

from broker.kits.ark import ARK_HINT, is_ark
from broker.kits.cas_services import folder_of
from broker.kits.contract_draft import ContractDraft, OidcDraft
from broker.kits.metadata_source import HadMetadata

Words = Mapping[str, str | None]
Command = TypeVar("Command", bound=Callable[..., object])
_UNKNOWN_ENTITY = "urn:preau:unknown"
_PROVIDER = "Éditeur du bac à sable"
_PROFILES = "National_elv,National_ens"
_ATTRIBUTES = "IDO,UAI,PRO"
_FOLDER = "*"
_METHODS = ("client_secret_basic", "client_secret_post", "none")
_OPTIONS = (
    click.option("--ark", help="Without --contract: ARK of the resource, such as ark:/12345/mine."),
    click.option("--access-url", help="Without --contract: where a person opens the resource."),
    click.option("--title", help="Without --contract: its title."),
    click.option("--provider", help="Without --contract: who you are."),
    click.option("--profiles", help=f"Without --contract: comma list of profiles ({_PROFILES})."),
    click.option("--attributes", help=f"Without --contract: comma list of attributes ({_ATTRIBUTES})."),
    click.option(
        "--cas",
        is_flag=False,
        flag_value=_FOLDER,
        metavar="[SERVICE_URL]",
        help="It speaks CAS: its service address (a final * takes those below); without one, the access URL's folder.",
    ),
    click.option("--oidc", metavar="REDIRECT_URI[,…]", help="It speaks OpenID Connect: its redirect URIs."),
    click.option("--backchannel-logout-uri", metavar="URL", help="With --oidc: where logout tokens are posted."),
    click.option(
        "--auth-method", type=click.Choice(_METHODS), help="With --oidc: at the token endpoint (client_secret_basic)."
    ),
)
_WITH_OIDC = ("backchannel_logout_uri", "auth_method")


def draft_options(command: Command) -> Command:
    """Give a command the options that draft a contract."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_words(words: Words, *, drafting: bool, saml: bool) -> None:
    """Refuse options that say too little or contradict each other."""
    given = [_option(name) for name, value in words.items() if value is not None]
    if not drafting and given:
        raise click.UsageError(f"{', '.join(given)} describe a contract to draft: leave them out with --contract")
    missing = [_option(name) for name in ("ark", "access_url") if not words[name]]
    if drafting and missing:
        raise click.UsageError(f"give --contract FILE, or {' and '.join(missing)} to draft a minimal contract")
    if drafting and not (saml or words["cas"] or words["oidc"]):
        raise click.UsageError("say how it signs people on: --saml METADATA, --cas [SERVICE_URL], --oidc REDIRECT_URI")
    alone = [_option(name) for name in _WITH_OIDC if words[name] is not None and not words["oidc"]]
    if alone:
        raise click.UsageError(f"{', '.join(alone)} want --oidc REDIRECT_URI")
    if words["ark"] is not None and not is_ark(words["ark"]):
        raise click.UsageError(f"--ark: {ARK_HINT.en}")


def draft_contract(words: Words, issuer: str, name: str, had: HadMetadata | None) -> ContractDraft:
    """Return what the options say; what they leave out is filled in sparingly."""
    ark, access_url = words["ark"] or "", words["access_url"] or ""
    cas = words["cas"]
    return ContractDraft(
        issuer=issuer,
        ark=ark,
        title=words["title"] or ark.rpartition("/")[2],
        access_url=access_url,
        provider=words["provider"] or _PROVIDER,
        profiles=_split(words["profiles"] or _PROFILES),
        attributes=_split(words["attributes"] or _ATTRIBUTES),
        entity_id=(had.peer.entity_id if had.peer else _UNKNOWN_ENTITY) if had else None,
        services=(folder_of(access_url) if cas == _FOLDER else cas,) if cas else (),
        oidc=_draft_client(words, name, access_url) if words["oidc"] else None,
    )


def _draft_client(words: Words, name: str, access_url: str) -> OidcDraft:
    return OidcDraft(
        client_id=name,
        redirect_uris=_split(words["oidc"] or ""),
        post_logout_redirect_uris=(access_url,),
        backchannel_logout_uri=words["backchannel_logout_uri"] or "",
        auth_method=words["auth_method"] or _METHODS[0],
    )


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _split(listed: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in listed.split(",") if word.strip())
