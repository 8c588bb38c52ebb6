"""Owns sign-ons of services known through a federation alone: what its source does counts at the hub, over HTTP."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from lxml import etree

from broker.definitions.settings import Settings
from broker.lab.browser import Browser
from broker.saml.federations.settings import FederationSettings
from tests.journeys.own_run import preau_run, try_command
from tests.journeys.own_service import OwnService
from tests.journeys.steps import PUPIL, later, read_refusal, text_of
from tests.protocols.saml.federation_source import Source, an_aggregate, serving, signed, write_signer
from tests.protocols.saml.saml_builders import Tree, instant
from tests.sandbox import Sandbox, running_sandbox
from tests.security.canary import singing

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Federated:
    """Hold a sandbox, a federation's source, and a service that only the federation describes."""

    sandbox: Sandbox
    source: Source
    service: OwnService

    def publish(self, days: float = 9, signer: str = "federation") -> None:
        """Let the source serve an aggregate of the service, by the sandbox's clock."""
        end = self.sandbox.clock.now() + timedelta(days=days)
        self.source.documents["/all.xml"] = signed(an_aggregate(self.entity, valid_until=end), signer)

    def refresh(self) -> None:
        """Do what the background does every few seconds."""
        self.sandbox.shared.peers.federations.refresh()

    @property
    def entity(self) -> Tree:
        """Return the service's entity."""
        return etree.fromstring(self.service.metadata_text())

    def problems(self) -> str:
        """Return what the hub's page of resources says."""
        return text_of(requests.get(f"{self.sandbox.home}/resources", timeout=15))


@contextmanager
def federated(folder: Path, model: Sandbox, **federation: str) -> Iterator[Federated]:
    """Run a sandbox with one federation, with the keys of another sandbox; `{source}` stands for its address."""
    shutil.copytree(model.workspace.keys, folder / "keys")
    with serving() as source, singing() as canary:
        given = {name: value.format(source=source.url) for name, value in federation.items()}
        chosen = FederationSettings(name="essai", certificate=write_signer(folder), **given)  # type: ignore[arg-type]
        settings = Settings(federations=(chosen,))
        with running_sandbox(folder, examples=False, settings=settings) as sandbox:
            service = OwnService(sandbox, f"{canary.url}/acs", name="federee")
            service.contract_file.write_text(service.contract_text())
            yield Federated(sandbox, source, service)


@pytest.fixture
def by_aggregate(sandbox: Sandbox, tmp_path: Path) -> Iterator[Federated]:
    with federated(tmp_path, sandbox, url="{source}/all.xml") as found:
        yield found


@pytest.fixture
def by_query(sandbox: Sandbox, tmp_path: Path) -> Iterator[Federated]:
    with federated(tmp_path, sandbox, mdq="{source}/") as found:
        yield found


def test_a_service_of_an_aggregate_signs_on_as_long_as_the_kept_copy_counts(by_aggregate: Federated) -> None:
    service, source = by_aggregate.service, by_aggregate.source
    assert read_refusal(service.ask(Browser())).code == "service.unknown"
    assert "nothing was fetched yet" in by_aggregate.problems()
    by_aggregate.publish()
    by_aggregate.refresh()
    before = service.receive(PUPIL)
    assert set(before) == {"IDO", "UAI", "PRO"}
    assert "federations essai" not in by_aggregate.problems()

    source.down = True
    with later(by_aggregate.sandbox, _DAY):
        by_aggregate.refresh()
        assert service.receive(PUPIL) == before
        assert "metadata.fetch" in by_aggregate.problems()

        source.down = False
        by_aggregate.publish(signer="stranger")
        with later(by_aggregate.sandbox, 600):
            by_aggregate.refresh()
            assert service.receive(PUPIL) == before
            assert "metadata.signature" in by_aggregate.problems()

    with later(by_aggregate.sandbox, 9 * _DAY):
        assert read_refusal(service.ask(Browser())).code == "metadata.expired"
        assert "metadata.expired" in by_aggregate.problems()
        by_aggregate.publish()
        with later(by_aggregate.sandbox, _DAY):
            by_aggregate.refresh()
            assert service.receive(PUPIL) == before
            assert "federations essai" not in by_aggregate.problems()


def test_a_service_described_by_a_file_and_by_a_federation_signs_on_by_neither_e109(by_aggregate: Federated) -> None:
    by_aggregate.publish()
    by_aggregate.refresh()
    assert by_aggregate.service.ask(Browser()).ok
    by_aggregate.service.metadata_file.write_text(by_aggregate.service.metadata_text())
    assert read_refusal(by_aggregate.service.ask(Browser())).code == "metadata.ambiguous"
    by_aggregate.service.metadata_file.unlink()
    assert by_aggregate.service.ask(Browser()).ok


def test_a_service_is_asked_for_once_a_contract_names_it_and_nobody_else_ever_is(by_query: Federated) -> None:
    service, source = by_query.service, by_query.source
    stranger = replace(service, name="inconnue")
    assert read_refusal(stranger.ask(Browser())).code == "service.unknown"
    assert source.asked == []

    entity = by_query.entity
    entity.set("ID", "_entity")
    entity.set("validUntil", instant(by_query.sandbox.clock.now() + timedelta(days=9)))
    source.documents["/entities/https%3A%2F%2Ffederee.example%2Fsaml"] = signed(entity)
    assert set(service.receive(PUPIL)) == {"IDO", "UAI", "PRO"}
    assert source.statuses == [200], "once for the whole sign-on"

    source.documents.clear()
    with later(by_query.sandbox, 2 * 3600):
        assert read_refusal(service.ask(Browser())).code == "service.unknown"


def test_a_query_service_that_lies_is_refused_with_its_code_and_told(by_query: Federated) -> None:
    entity = etree.fromstring(replace(by_query.service, name="autre").metadata_text())
    entity.set("ID", "_entity")
    entity.set("validUntil", instant(by_query.sandbox.clock.now() + timedelta(days=9)))
    by_query.source.documents["/entities/https%3A%2F%2Ffederee.example%2Fsaml"] = signed(entity)
    assert read_refusal(by_query.service.ask(Browser())).code == "metadata.entity_other"
    assert "metadata.entity_other" in by_query.problems()


def _await(so: Callable[[], bool]) -> None:
    """Look again and again, for twenty seconds at the most."""
    waiting = threading.Event()
    for _ in range(200):
        if so():
            return
        waiting.wait(0.1)
    raise AssertionError("it never came to be so")


def _settings(folder: Path, url: str) -> str:
    certificate = write_signer(folder).name  # beside the settings, wherever one stands
    return f'[[federations]]\nname = "essai"\ncertificate = "{certificate}"\nurl = "{url}/all.xml"\n'


def test_preau_run_fetches_in_the_background(sandbox: Sandbox, tmp_path: Path) -> None:
    service = OwnService(sandbox, "https://federee.example/acs", name="federee")
    with serving() as source:
        end = sandbox.clock.now() + timedelta(days=9)
        entity = etree.fromstring(service.metadata_text())
        source.documents["/all.xml"] = signed(an_aggregate(entity, valid_until=end))
        with preau_run(tmp_path, sandbox, _settings(tmp_path, source.url), "--no-examples") as run:
            assert source.called.wait(20)
            _await(lambda: "nothing was fetched yet" not in requests.get(f"{run.home}/resources", timeout=15).text)
            assert source.statuses == [200]
            assert (tmp_path / "federations" / "essai.xml").read_bytes() == source.documents["/all.xml"]


def test_the_commands_tell_what_is_kept_and_fetch_it_now(sandbox: Sandbox, tmp_path: Path) -> None:
    shutil.copytree(sandbox.workspace.keys, tmp_path / "keys")
    service = OwnService(sandbox, "https://federee.example/acs", name="federee")
    with serving() as source:
        (tmp_path / "preau.toml").write_text(_settings(tmp_path, source.url))
        workspace = ("--workspace", str(tmp_path))
        done = try_command("check", *workspace, folder=tmp_path.parent)
        assert done.returncode == 1
        assert "preau federations refresh" in done.stderr
        assert source.asked == [], "a check asks nobody"

        done = try_command("federations", "refresh", *workspace, folder=tmp_path)
        assert done.returncode == 1
        assert "metadata.fetch" in done.stderr
        end = sandbox.clock.now() + timedelta(days=9)
        entity = etree.fromstring(service.metadata_text())
        source.documents["/all.xml"] = signed(an_aggregate(entity, valid_until=end))
        done = try_command("federations", "refresh", *workspace, folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert try_command("check", *workspace, folder=tmp_path).returncode == 0

        done = try_command("federations", "list", "--json", *workspace, folder=tmp_path)
        assert '"entities": 1' in done.stdout
        assert instant(end)[:10] in done.stdout


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('url = "http://x/"\nfile = "x"', "url and file both name the aggregate"),
        ("", "give url, file or mdq"),
        ('mdq = "x"', "federations.0.mdq"),
        ('mdq = "http://x/"\nmdq_by = "md5"', "federations.0.mdq_by"),
        ('url = "http://x/"\nevery = 3', "federations.0.every"),
        ('url = "http://x/"\nmin_refresh_seconds = 600\nmax_refresh_seconds = 60', "min_refresh_seconds is more"),
        ('url = "http://x/"\n[[federations]]\nname = "a"\ncertificate = "c"\nmdq = "http://x/"', "the same name"),
        ('url = "http://x/"', "federations.a.certificate"),
    ],
)
def test_settings_that_make_no_sense_stop_every_command_in_one_line(
    sandbox: Sandbox, tmp_path: Path, lines: str, told: str
) -> None:
    shutil.copytree(sandbox.workspace.keys, tmp_path / "keys")
    (tmp_path / "preau.toml").write_text(f'[[federations]]\nname = "a"\ncertificate = "absent.pem"\n{lines}\n')
    done = try_command("check", "--workspace", str(tmp_path), folder=tmp_path)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert told in line


def test_the_settings_are_explained(sandbox: Sandbox, tmp_path: Path) -> None:
    del sandbox
    done = try_command("explain", "settings", "--workspace", str(tmp_path), folder=tmp_path)
    assert "federations[].mdq_by\n" in done.stdout
    assert "federations[].certificate\n" in done.stdout
