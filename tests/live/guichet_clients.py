"""Owns Debian's Apache as an independent client of any guichet: the contract, its registration, and the kit alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from broker.transport.outgoing import local_session
from tests.live.apache_clients import make_mellon_metadata
from tests.live.apache_server import Site, environment_of, need_apache, own_folder, publisher_site, running_apache
from tests.live.publisher import Publisher
from tests.sandbox import Sandbox

NAME = "lecon-guichet"
STAFF, FAMILIES = (
    '"National_ens", "National_doc", "National_dir", "National_evs", "National_eta", "National_aca"',
    '"National_elv", "National_tut"',
)
_CONTRACT = """\
issuer = "{issuer}"
resource = "urn:preau:{name}"
access_url = "{url}"
title = {{ fr = "Leçon", en = "Lesson" }}
purpose = {{ fr = "Essayer.", en = "Try." }}
legal_basis = "Aucune : bac à sable"
profiles = [{profiles}]
valid_from = 2024-09-01
valid_until = 2031-08-31
open_to_all = true
approved_by = "Les tests"
vocabulary = "{vocabulary}"
per_school = false
{more}
provider = {{ siren_isni = "777777788_0000000000000000", name = "Fournisseur d’essai" }}
attributes = [
{rows}]

{language}
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Say which guichet a client asks, and what for; `more` are further lines of its contract, `terms` of its OIDC."""

    issuer: str
    vocabulary: str
    profiles: str
    codes: tuple[str, ...]
    more: str = ""
    terms: str = ""

    def contract(self, url: str, language: str) -> str:
        """Write the contract of a client at an address."""
        rows = "".join(f'  {{ code = "{code}", purpose = "Essai." }},\n' for code in self.codes)
        return _CONTRACT.format(
            name=NAME,
            url=url,
            rows=rows,
            language=language,
            issuer=self.issuer,
            vocabulary=self.vocabulary,
            profiles=self.profiles,
            more=self.more,
        )


@contextmanager
def by_mellon(sandbox: Sandbox, wanted: Wanted) -> Iterator[str]:
    """Run mod_auth_mellon before a guichet, and give the address of its page."""
    need_apache("auth_mellon")
    with publisher_site(sandbox) as site:
        folder = site.folder / "mellon"
        metadata = make_mellon_metadata(site, folder)
        language = f'[saml]\nentity_id = "{site.url}/mellon/metadata"'
        with _registered(sandbox, wanted, site, language, "--saml", str(metadata)) as publisher:
            take_kit(publisher, "saml", "mellon", folder)
            with local_session(sandbox.shared.authorities) as session:
                issuer = next(found for found in sandbox.shared.issuers if found.name == wanted.issuer)
                described = session.get(f"{issuer.url}{issuer.paths.metadata}", timeout=15)
            (folder / "gar-metadata.xml").write_bytes(described.content)
            with running_apache(site, "auth_mellon", f"Include {folder}/mellon.conf"):
                yield f"{site.url}/lecon/"


@contextmanager
def by_mod_auth_openidc(sandbox: Sandbox, wanted: Wanted) -> Iterator[str]:
    """Run mod_auth_openidc before a guichet, and give the address of its page."""
    need_apache("auth_openidc")
    with publisher_site(sandbox) as site:
        language = f'[oidc]\nclient_id = "{NAME}"\nredirect_uris = ["{site.url}/oidc/retour"]\n{wanted.terms}'
        with _registered(sandbox, wanted, site, language) as publisher:
            take_kit(publisher, "oidc", "mod_auth_openidc", site.folder)
            with running_apache(site, "auth_openidc", f"Include {site.folder}/gar-openidc.conf"):
                yield f"{site.url}/lecon/"


@contextmanager
def by_mod_auth_cas(sandbox: Sandbox, wanted: Wanted) -> Iterator[str]:
    """Run mod_auth_cas before an ENT, and give the address of its page."""
    need_apache("auth_cas")
    with publisher_site(sandbox) as site:
        language = f'[cas]\nservices = ["{site.url}/lecon/*"]'
        with _registered(sandbox, wanted, site, language) as publisher:
            folder = own_folder(site, "sessions")
            take_kit(publisher, "cas", "mod_auth_cas", folder)
            with running_apache(site, "auth_cas", f"Include {folder}/gar-cas.conf"):
                yield f"{site.url}/lecon/"


def take_kit(publisher: Publisher, language: str, client: str, folder: Path) -> None:
    """Let the kit write a client's files; a guichet's resource is named as people say it."""
    publisher.preau("kit", language, "--resource", f"urn:preau:{NAME}", "--client", client, "--out", str(folder))


def values_of(page: requests.Response, prefix: str, codes: tuple[str, ...]) -> dict[str, str]:
    """Return what the client says of each attribute; one that it was not told is not there."""
    shown = environment_of(page)
    return {code: shown[f"{prefix}{code}"] for code in codes if f"{prefix}{code}" in shown}


@contextmanager
def _registered(sandbox: Sandbox, wanted: Wanted, site: Site, language: str, *words: str) -> Iterator[Publisher]:
    """Register the contract by the publisher's own command, for the length of a block."""
    url = f"{site.url}/lecon/"
    contract = site.folder / f"{NAME}.toml"
    contract.write_text(wanted.contract(url, language), encoding="utf-8")
    publisher = Publisher(sandbox, NAME, url)
    publisher.preau("resource", "add", "--name", NAME, "--contract", str(contract), *words)
    try:
        yield publisher
    finally:
        publisher.preau("resource", "remove", NAME)
