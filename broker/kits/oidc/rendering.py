"""Owns the writing of an OpenID Connect kit: facts in, finished files out. Touches no network, clock or workspace."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

from broker.core.sentence import Sentence
from broker.kits.kit import PLACEHOLDER, ClientFiles
from broker.kits.oidc.clients import CLIENTS, Client, Placement, place
from broker.kits.oidc.facts import NO_SECRET, OidcFacts
from broker.kits.template_files import fill_in

SESSION_SECONDS = 21600  # facts/gar.md 4.3: six hours at the most
_PREFERRED = ("client_secret_basic", "client_secret_post", "none")  # facts/gar.md 4.3: the GAR's is the first


def render_client(facts: OidcFacts, client_name: str, folder: str | None = None) -> ClientFiles:
    """Return the files of one client, which will lie in a folder; raises KeyError for an unknown client."""
    client = CLIENTS[client_name]
    placement = place(client, facts.client)
    found = (*_remarks(facts, client, placement), *client.remarks)
    values = {**_values(facts, placement, client), "folder": folder or client.folder}
    files = {
        name: fill_in(f"oidc/{client.name}/{name}", (_title(facts, client), *(() if index else found)), values)
        for index, name in enumerate(client.files)
    }
    return ClientFiles(files, found)


def method_of(facts: OidcFacts) -> str:
    """Return how the client proves who it is at the token endpoint: what the GAR does, if its contract lets it."""
    methods = facts.client.token_endpoint_auth_methods
    return next((method for method in _PREFERRED if method in methods), _PREFERRED[0])


def _values(facts: OidcFacts, placement: Placement, client: Client) -> dict[str, object]:
    after = facts.client.post_logout_redirect_uris
    sign_out = {"client_id": facts.client.client_id, **({"post_logout_redirect_uri": after[0]} if after else {})}
    return {
        "hub": facts.hub,
        "client": facts.client,
        "secret": facts.secret or NO_SECRET,
        "method": method_of(facts),
        "own_secret": facts.own_secret(client.name),
        "placement": placement,
        "attributes": facts.attributes,
        "title": facts.title,
        "resource": facts.resource,
        "of_the_gar": facts.dialect.demands.resource,
        "provider": "GAR" if facts.dialect.demands.resource else facts.provider.fr,
        "request": facts.request,
        "request_query": urlencode(facts.request, quote_via=quote, safe=""),
        "userinfo_signed_by": facts.userinfo_signed_by,
        "access_seconds": facts.dialect.lifetimes.access,
        "nonce_characters": facts.dialect.demands.nonce_characters,
        "scope": facts.scope,
        "account_claim": facts.account_claim,
        "access_url": facts.access_url,
        "access_path": urlsplit(facts.access_url).path or "/",
        "after_sign_out": after[0] if after else facts.access_url,
        "sign_out_query": urlencode(sign_out),
        "hub_host": urlsplit(facts.hub.issuer).netloc,
        "secure": placement.redirect_uri.startswith("https:"),
        "session_seconds": SESSION_SECONDS,
    }


def _title(facts: OidcFacts, client: Client) -> Sentence:
    return Sentence(
        f"{client.title} derrière {facts.provider.fr} (bac à sable Préau), pour {facts.resource}.",
        f"{client.title} behind {facts.provider.en} (Préau sandbox), for {facts.resource}.",
    )


def _remarks(facts: OidcFacts, client: Client, placement: Placement) -> Iterator[Sentence]:
    if not placement.fits:
        yield _elsewhere(client, placement)
    if facts.secret is None and method_of(facts) != "none":
        yield Sentence(
            f"À FAIRE : ce contrat veut {', '.join(facts.client.token_endpoint_auth_methods)} ; ces fichiers emploient "
            f"un secret, que {NO_SECRET} remplace.",
            f"TO DO: this contract wants {', '.join(facts.client.token_endpoint_auth_methods)}; these files use a "
            f"secret, in whose place {NO_SECRET} stands.",
        )
    elif facts.secret is not None:
        yield Sentence(
            "Le secret du client est écrit ci-dessous : ce fichier n’est que pour vos yeux (chmod 600).",
            "The client's secret is written below: this file is for your eyes only (chmod 600).",
        )
    if facts.userinfo_signed_by and client.name in {"spring", "oauth2-proxy"}:
        yield Sentence(
            f"À FAIRE : userinfo est un jeton signé ({facts.userinfo_signed_by}), que {client.title} ne lit pas : "
            "lisez-le et vérifiez-le dans votre application.",
            f"TO DO: userinfo is a signed token ({facts.userinfo_signed_by}), which {client.title} does not read: "
            "read and verify it in your application.",
        )
    yield from _sign_out_remarks(facts, client, placement)
    if facts.hub.authority is not None:
        yield Sentence(
            f"Le certificat du serveur est signé par l’autorité du bac à sable : {facts.hub.authority}",
            f"The server's certificate is signed by the sandbox's own authority: {facts.hub.authority}",
        )


def _elsewhere(client: Client, placement: Placement) -> Sentence:
    if placement.redirect_uri.startswith(PLACEHOLDER):
        return Sentence(
            f"À FAIRE : remplacez {PLACEHOLDER} partout, puis mettez l’adresse dans redirect_uris du contrat.",
            f"TO DO: replace {PLACEHOLDER} everywhere, then put the address into redirect_uris of the contract.",
        )
    return Sentence(
        f"À FAIRE : {client.title} ne sert aucune des redirect_uris du contrat mais {placement.redirect_uri} ; "
        "ajoutez-la au contrat.",
        f"TO DO: {client.title} serves none of the contract's redirect_uris but {placement.redirect_uri}; "
        "add it to the contract.",
    )


def _sign_out_remarks(facts: OidcFacts, client: Client, placement: Placement) -> Iterator[Sentence]:
    if not client.backchannel:
        yield Sentence(
            f"{client.title} ne sait pas recevoir de déconnexion (back-channel) : gardez ses sessions courtes.",
            f"{client.title} cannot be told of a sign-out (back channel): keep its sessions short.",
        )
    elif placement.backchannel_uri != facts.client.backchannel_logout_uri:
        yield Sentence(
            f'À FAIRE : mettez backchannel_logout_uri = "{placement.backchannel_uri}" dans [oidc] du contrat, sinon ce '
            "client ne saura rien d’une déconnexion.",
            f'TO DO: put backchannel_logout_uri = "{placement.backchannel_uri}" into [oidc] of the contract, or this '
            "client will not know of a sign-out.",
        )
