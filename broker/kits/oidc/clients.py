"""Owns the clients that an OpenID Connect kit is written for: their files, and the addresses that each one imposes."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from broker.core.sentence import Sentence
from broker.core.terms import OidcTerms
from broker.kits.kit import PLACEHOLDER

_NODE = Sentence(
    'npm install openid-client@6 jose (Node 20 ou plus récent) ; dans votre application : import … from "./gar.mjs".',
    'npm install openid-client@6 jose (Node 20 or later); in your application: import … from "./gar.mjs".',
)


@dataclass(frozen=True, slots=True)
class Client:
    """Describe one client: `files` are its templates in the order to read them.

    Where the client itself fixes the end of its redirect URI, `callback_path` matches such a path and its group
    `mount` is what its configuration chooses. `backchannel` says where it takes logout tokens, from its redirect URI
    (`{redirect_uri}`, `{origin}`); empty where it takes none. `folder` is where its files usually lie.
    """

    name: str
    title: str
    files: tuple[str, ...]
    default_callback: str
    backchannel: str
    default_mount: str = ""
    callback_path: re.Pattern[str] = re.compile("/.*")
    remarks: tuple[Sentence, ...] = ()
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Say where a client is called back, as registered (`fits`) or where it must then be, and told of sign-outs."""

    redirect_uri: str
    mount: str
    backchannel_uri: str
    fits: bool

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        return _origin(self.redirect_uri)

    @property
    def path(self) -> str:
        """Return the path of the redirect URI."""
        return urlsplit(self.redirect_uri).path or "/"

    @property
    def backchannel_path(self) -> str:
        """Return the path at which logout tokens are taken."""
        return urlsplit(self.backchannel_uri).path


CLIENTS = {
    client.name: client
    for client in (
        Client(
            "mod_auth_openidc",
            "mod_auth_openidc 2.4",
            ("gar-openidc.conf",),
            "/oidc/retour",
            "{redirect_uri}?logout=backchannel",
            folder="/etc/apache2/gar",
        ),
        Client(
            "oauth2-proxy",
            "oauth2-proxy 7",
            ("oauth2-proxy.cfg",),
            "/oauth2/callback",
            "",
            "/oauth2",
            re.compile(r"(?P<mount>/.+)/callback"),
        ),
        Client(
            "spring",
            "Spring Security (6.4)",
            ("application.yml", "GarOidcConfiguration.java"),
            "/login/oauth2/code/gar",
            "{origin}/logout/connect/back-channel/gar",
        ),
        Client(
            "openid-client",
            "openid-client 6 (Node)",
            ("gar.mjs",),
            "/gar/retour",
            "{redirect_uri}/sortie",
            remarks=(_NODE,),
        ),
        Client("authlib", "Authlib (Flask)", ("gar_oidc.py",), "/gar/retour", "{redirect_uri}/sortie"),
    )
}


def place(client: Client, terms: OidcTerms) -> Placement:
    """Return where the client is called back: at the first registered address that it can serve, else elsewhere."""
    web = [uri for uri in terms.redirect_uris if urlsplit(uri).scheme in {"http", "https"}]
    for uri in web:
        found = client.callback_path.fullmatch(urlsplit(uri).path or "/")
        if found is not None:
            return Placement(
                uri, found.groupdict().get("mount", client.default_mount), _backchannel(client, terms, uri), fits=True
            )
    uri = _moved(web[0], client.default_callback) if web else PLACEHOLDER + client.default_callback
    return Placement(uri, client.default_mount, _backchannel(client, terms, uri), fits=False)


def _backchannel(client: Client, terms: OidcTerms, redirect_uri: str) -> str:
    """Return where the client takes logout tokens: as registered where it has the choice."""
    if not client.backchannel:
        return ""
    if client.name in _FREE and _origin(terms.backchannel_logout_uri) == _origin(redirect_uri):
        return terms.backchannel_logout_uri
    return client.backchannel.format(redirect_uri=redirect_uri.partition("?")[0], origin=_origin(redirect_uri))


def _moved(uri: str, path: str) -> str:
    parts = urlsplit(uri)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


_FREE = frozenset({"openid-client", "authlib"})  # their own code answers wherever it is told to
