"""Owns the filling in of the console's registration form as a person does, and the reading of what it answers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

import requests
from lxml import html

from broker.definitions.workspace import Workspace
from tests.sandbox import Sandbox

ARK = "ark:/12345/marelle"
RESOURCE = {
    "title": "Marelle",
    "ark": ARK,
    "access_url": "http://marelle.example/jeu/ouvrir",
    "provider": "Les Éditions de la Marelle",
}
CAS = {"cas": "on", "cas_services": "http://marelle.example/jeu/*"}
OIDC = {"oidc": "on", "oidc_redirect_uris": "http://marelle.example/retour"}


@dataclass(slots=True)
class Desk:
    """Keep a browser at the form."""

    sandbox: Sandbox
    http: requests.Session = field(default_factory=requests.Session)

    @property
    def url(self) -> str:
        return f"{self.sandbox.home}/resources/new"

    def open(self, language: str = "fr") -> html.FormElement:
        """Return the form as it is first shown."""
        page = self.http.get(f"{self.url}?lang={language}", timeout=15)
        assert page.status_code == 200
        return html.fromstring(page.content, base_url=self.url).forms[0]

    def send(self, values: Mapping[str, str], *, language: str = "fr") -> requests.Response:
        """Fill in the form and send it; an empty value empties or unticks a field."""
        form = self.open(language)
        fields = {name: str(value) for name, value in form.form_values()}
        known = {name for name in form.inputs.keys() if name}  # noqa: SIM118 - lxml's own mapping
        assert set(values) <= known, set(values) - known
        fields = {name: value for name, value in {**fields, **values}.items() if value or name not in values}
        return self.http.post(urljoin(self.url, form.action), data=fields, timeout=15)


def problems_in(page: requests.Response) -> dict[str, str]:
    """Return what a refused form says beside each field, by the field's name."""
    tree = html.fromstring(page.content)
    return {
        str(found.get("id")).removesuffix("-problems"): " ".join(found.text_content().split())
        for found in tree.xpath("//div[@class='error'][contains(@id, '-problems')]")
    }


def files_in(workspace: Workspace) -> set[str]:
    """Return every file of one's own resources, and anything left lying about."""
    folders = (workspace.contracts, workspace.services, workspace.keys / "clients")
    kept = {file.name for folder in folders if folder.exists() for file in folder.iterdir()}
    return kept | {file.name for file in workspace.root.glob(".adding-*")}


@contextmanager
def nothing_kept(sandbox: Sandbox) -> Iterator[None]:
    """Hold that a block leaves the workspace as it was."""
    before = files_in(sandbox.workspace)
    yield
    assert files_in(sandbox.workspace) == before


@contextmanager
def cleared(sandbox: Sandbox) -> Iterator[Desk]:
    """Give a desk, and remove afterwards what was registered at it."""
    before = files_in(sandbox.workspace)
    yield Desk(sandbox)
    for folder in (sandbox.workspace.contracts, sandbox.workspace.services, sandbox.workspace.keys / "clients"):
        for file in folder.iterdir() if folder.exists() else ():
            if file.name not in before:
                file.unlink()
