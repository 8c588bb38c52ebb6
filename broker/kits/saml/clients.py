"""Owns the clients that a kit is written for: their files, and the addresses that each one imposes."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from broker.core.sentence import Sentence
from broker.kits.kit import PLACEHOLDER
from broker.kits.saml.facts import ServiceFacts


@dataclass(frozen=True, slots=True)
class Client:
    """Describe one client: `files` are its templates in the order to read them.

    Where the client itself fixes the end of its assertion consumer address, `consumer_path` matches such a path
    and its group `mount` is what its configuration chooses; `default_mount` and `default_consumer` stand for a
    service that has not registered another. `sign_out_path` is where such a client takes single logout, from its
    `{mount}`; the others take it where they are told. `remarks` says what its files cannot; `folder` is where they lie.
    """

    name: str
    title: str
    files: tuple[str, ...]
    default_consumer: str
    default_mount: str = ""
    sign_out_path: str = ""
    consumer_path: re.Pattern[str] = re.compile("/.*")
    remarks: tuple[Sentence, ...] = ()
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Say where a client's assertion consumer is: as registered (`fits`), or where it must then be registered."""

    consumer_url: str
    mount: str
    fits: bool
    sign_out_url: str

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        parts = urlsplit(self.consumer_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def path(self) -> str:
        """Return the path of the assertion consumer."""
        return urlsplit(self.consumer_url).path or "/"


CLIENTS = {
    client.name: client
    for client in (
        Client(
            "simplesamlphp",
            "SimpleSAMLphp 2",
            ("authsources.php", "saml20-idp-remote.php"),
            "/simplesaml/module.php/saml/sp/saml2-acs.php/gar",
            "gar",
            "/simplesaml/module.php/saml/sp/saml2-logout.php/{mount}",
            re.compile(r".*/module\.php/saml/sp/saml2-acs\.php/(?P<mount>[A-Za-z0-9._-]+)"),
        ),
        Client(
            "shibboleth",
            "Shibboleth SP 3",
            ("shibboleth2.xml", "attribute-map.xml"),
            "/Shibboleth.sso/SAML2/POST",
            "/Shibboleth.sso",
            "{mount}/SLO/Redirect",
            re.compile(r"(?P<mount>/.+)/SAML2/POST"),
        ),
        Client(
            "mellon",
            "mod_auth_mellon",
            ("mellon.conf", "sp-metadata.xml", "headers.conf"),
            "/mellon/postResponse",
            "/mellon",
            "{mount}/logout",
            re.compile(r"(?P<mount>/.+)/postResponse"),
            folder="/etc/apache2/mellon",
        ),
        Client(
            "python3-saml",
            "python3-saml",
            ("settings.json", "advanced_settings.json"),
            "/saml/acs",
            remarks=(
                Sentence(
                    "Posez votre clé et votre certificat dans certs/sp.key et certs/sp.crt, à côté de settings.json.",
                    "Put your key and certificate into certs/sp.key and certs/sp.crt, beside settings.json.",
                ),
                Sentence(
                    "Gardez auth.get_last_request_id() et passez-le à auth.process_response(request_id=…).",
                    "Keep auth.get_last_request_id() and pass it to auth.process_response(request_id=…).",
                ),
                Sentence(
                    "La tolérance d’horloge est fixe dans cette bibliothèque : 300 secondes.",
                    "The clock tolerance is fixed in this library: 300 seconds.",
                ),
            ),
        ),
        Client("node-saml", "@node-saml/node-saml 5", ("saml.js",), "/saml/acs"),
        Client(
            "spring",
            "Spring Security (6.4, OpenSAML 5)",
            ("application.yml", "GarSamlConfiguration.java", "gar.pem"),
            "/login/saml2/sso/gar",
            sign_out_path="/logout/saml2/slo",
        ),
    )
}


def place(client: Client, service: ServiceFacts) -> Placement:
    """Return where the client's assertion consumer is, as registered if that client can serve it there."""
    if service.consumer_url is None:
        return _placed(client, service, PLACEHOLDER + client.default_consumer, client.default_mount, fits=False)
    parts = urlsplit(service.consumer_url)
    found = client.consumer_path.fullmatch(parts.path)
    if found is None:
        moved = urlunsplit((parts.scheme, parts.netloc, client.default_consumer, "", ""))
        return _placed(client, service, moved, client.default_mount, fits=False)
    mount = found.groupdict().get("mount", client.default_mount)
    return _placed(client, service, service.consumer_url, mount, fits=True)


def _placed(client: Client, service: ServiceFacts, consumer_url: str, mount: str, *, fits: bool) -> Placement:
    parts = urlsplit(consumer_url)
    path = client.sign_out_path.format(mount=mount) or _SIGN_OUT
    own = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    registered = service.sign_out_url if not client.sign_out_path else None
    return Placement(consumer_url, mount, fits, registered or own)


_SIGN_OUT = "/saml/slo"
