"""Owns the writing of a CAS kit: facts and templates in, finished files out. Touches no network, clock or workspace."""

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from broker.core.sentence import Sentence
from broker.definitions.addresses import is_loopback
from broker.kits.cas.clients import CLIENTS, Client, Placement, place
from broker.kits.cas.facts import CasFacts
from broker.kits.cas_services import folder_of
from broker.kits.kit import ClientFiles
from broker.kits.template_files import fill_in

SESSION_SECONDS = 21600  # facts/gar.md 4.3: six hours at the most
_SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
_LOOPBACK = ("127.0.0.1", "::1")


def render_client(facts: CasFacts, client_name: str, folder: str | None = None) -> ClientFiles:
    """Return the files of one client, which will lie in a folder; raises KeyError for an unknown client."""
    client = CLIENTS[client_name]
    placement = place(client, facts)
    found = (*_remarks(facts, client, placement), *client.remarks)
    values = {**_values(facts, placement), "folder": folder or client.folder}
    files = {
        name: fill_in(f"cas/{client.name}/{name}", (_title(facts, client), *(() if index else found)), values)
        for index, name in enumerate(client.files)
    }
    return ClientFiles(files, found)


def _values(facts: CasFacts, placement: Placement) -> dict[str, object]:
    hub = facts.hub
    return {
        "hub": hub,
        "placement": placement,
        "attributes": facts.attributes,
        "underscored": [found.code for found in facts.attributes if "_" in found.code],
        "account_attribute": facts.account_attribute,
        "access_url": facts.access_url,
        "access_path": urlsplit(facts.access_url).path or "/",
        "authority": hub.authority or _SYSTEM_AUTHORITIES,
        "local_authority": hub.authority,
        "told_by": [hub.host, *(_LOOPBACK if is_loopback(hub.host) else ())],
        "login_with_service": f"{hub.login_url}?service={quote(placement.service_url, safe='')}",
        "secure": placement.service_url.startswith("https:"),
        "session_seconds": SESSION_SECONDS,
    }


def _title(facts: CasFacts, client: Client) -> Sentence:
    return Sentence(
        f"{client.title} derrière « {facts.hub.title.fr} » (bac à sable Préau), pour {facts.resource}.",
        f"{client.title} behind “{facts.hub.title.en}” (Préau sandbox), for {facts.resource}.",
    )


def _remarks(facts: CasFacts, client: Client, placement: Placement) -> Iterator[Sentence]:
    if client.name == "mod_auth_cas" and not facts.hub.secure:
        yield _WARNS_OF_HTTP
    if client.every_page and not placement.fits:
        folder = folder_of(facts.access_url)
        yield Sentence(
            f"{client.title} demande la connexion avec l’adresse de chaque page : au-delà de {placement.service_url}, "
            f'mettez services = ["{folder}"] dans [cas] du contrat.',
            f"{client.title} asks for the sign-on with the address of each page: beyond {placement.service_url}, put "
            f'services = ["{folder}"] into [cas] of the contract.',
        )
    elif not placement.fits:
        yield Sentence(
            f"À FAIRE : {client.title} demande la connexion avec l’adresse {placement.service_url} ; ajoutez-la à "
            "services dans [cas] du contrat.",
            f"TO DO: {client.title} asks for the sign-on with the address {placement.service_url}; add it to services "
            "in [cas] of the contract.",
        )
    if facts.account_attribute is None:
        yield _NO_ACCOUNT
    if facts.hub.authority is not None:
        yield Sentence(
            f"Le certificat du serveur est signé par l’autorité du bac à sable : {facts.hub.authority}",
            f"The server's certificate is signed by the sandbox's own authority: {facts.hub.authority}",
        )


_WARNS_OF_HTTP = Sentence(
    "Le serveur CAS est en http : mod_auth_cas fonctionne, mais avertit (CASValidateURL should be HTTPS). "
    "Pour du HTTPS : preau run --tls, puis demandez ce fichier à nouveau.",
    "The CAS server speaks http: mod_auth_cas works, but warns (CASValidateURL should be HTTPS). "
    "For HTTPS: preau run --tls, then ask for this file again.",
)
_NO_ACCOUNT = Sentence(
    "Ce contrat ne donne aucun identifiant (IDO au GAR) : rien de ce qui arrive ne peut être la clé d’un compte, "
    "cas:user moins que tout.",
    "This contract gives no identifier (IDO at the GAR): nothing of what arrives can be an account's key, cas:user "
    "least of all.",
)
