"""Owns the clients that a CAS kit is written for: their files, and the service address with which each one asks."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from broker.core.sentence import Sentence
from broker.kits.cas.facts import CasFacts
from broker.kits.cas_services import folder_of, is_taken_by


@dataclass(frozen=True, slots=True)
class Client:
    """Describe one client: `files` are its templates in the order to read them, `folder` is where they usually lie.

    One with a `login_page` asks with the address of a page of its own, below the access address's folder; one with
    `every_page` with the address of whatever page was asked for; the others with the one that they are given.
    """

    name: str
    title: str
    files: tuple[str, ...]
    login_page: str = ""
    every_page: bool = False
    remarks: tuple[Sentence, ...] = ()
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Say with which service address a client asks, and whether the contract takes it (`fits`)."""

    service_url: str
    fits: bool

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        parts = urlsplit(self.service_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def path(self) -> str:
        """Return the path of the service address."""
        return urlsplit(self.service_url).path or "/"


CLIENTS = {
    client.name: client
    for client in (
        Client(
            "mod_auth_cas",
            "mod_auth_cas 1.2",
            ("gar-cas.conf",),
            every_page=True,
            folder="/var/cache/apache2/mod_auth_cas",
        ),
        Client("phpcas", "phpCAS 1.6", ("gar_cas.php",)),
        Client("python-cas", "python-cas (Flask)", ("gar_cas.py",)),
        Client("django-cas-ng", "django-cas-ng 5", ("gar_settings.py", "gar_urls.py"), login_page="gar/connexion"),
    )
}


def place(client: Client, facts: CasFacts) -> Placement:
    """Return the service address with which the client asks: one that the contract takes, if the client can."""
    if client.login_page:
        wanted = folder_of(facts.access_url).removesuffix("*") + client.login_page
        return Placement(wanted, fits=is_taken_by(facts.service.services, wanted))
    wanted = folder_of(facts.access_url) if client.every_page else facts.service_url
    return Placement(facts.service_url, fits=is_taken_by(facts.service.services, wanted))
