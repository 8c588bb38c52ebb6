"""Owns `metadata.10k.*`: an aggregate of 10,000 entities indexed, and one of them found, in a fresh process."""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from broker.clock import SystemClock
from broker.saml.metadata_index import MetadataIndex
from broker.saml.schema import compile_schemas
from tests.bench.figure import Figure
from tests.bench.login_sides import machine_time
from tests.bench.process_figures import resident_mib
from tests.protocols.saml import saml_builders as builders

ENTITIES = 10_000
_WANTED = 7_777
HEAD = (
    '<md:EntitiesDescriptor xmlns:md="{md}" xmlns:ds="{ds}" xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" '
    'xmlns:mdrpi="urn:oasis:names:tc:SAML:metadata:rpi" ID="_aggregate" Name="https://federation.example.test/" '
    'validUntil="{until}">\n'
)
_SCOPE = "urn:oasis:names:tc:SAML:metadata:ui"


def measure() -> Iterator[Figure]:
    """Write the aggregate, then index it in a process that has done nothing before but read one small file."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        file = Path(folder) / "aggregate.xml"
        _write_aggregate(file)
        command = [sys.executable, "-m", "tests.bench.metadata", str(file)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=300)  # noqa: S603 - our own module
        seen = json.loads(done.stdout)
    yield Figure("metadata.10k.seconds", seen["seconds"], "s")
    yield Figure("metadata.10k.mib", seen["mib"], "MiB")


def entity_id(number: int) -> str:
    """Return the entityID of one entity of the aggregate."""
    return f"https://service-{number:05d}.example.test/saml/metadata"


def _write_aggregate(file: Path) -> None:
    until = builders.instant(machine_time() + timedelta(days=10))
    body = builders.a_party("bench-federation", "rsa-2048").certificate_body
    with file.open("w", encoding="utf-8") as written:
        written.write(HEAD.format(md=builders.MD, ds=builders.DS, until=until))
        for number in range(ENTITIES):
            written.write(service_entity(number, body))
        written.write("</md:EntitiesDescriptor>\n")


def service_entity(number: int, body: str) -> str:
    """Write a service as federations publish them: names, logo, keys for both uses, five endpoints, three contacts."""
    host = f"https://service-{number:05d}.example.test"
    names = "".join(
        f'<mdui:DisplayName xml:lang="{language}">{text} {number}</mdui:DisplayName>'
        f'<mdui:Description xml:lang="{language}">{text} {number}, {"x" * 120}</mdui:Description>'
        f'<mdui:InformationURL xml:lang="{language}">{host}/{language}/about</mdui:InformationURL>'
        for language, text in (("fr", "Ressource inventée"), ("en", "Invented resource"))
    )
    keys = "".join(
        f'<md:KeyDescriptor use="{use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{body}</ds:X509Certificate>'
        "</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for use in ("signing", "encryption")
    )
    consumers = "".join(
        f'<md:AssertionConsumerService Binding="{builders.HTTP_POST}" Location="{host}/saml/acs/{index}" '
        f'index="{index}"/>'
        for index in range(3)
    )
    contacts = "".join(
        f'<md:ContactPerson contactType="{kind}"><md:GivenName>Service {kind}</md:GivenName>'
        f"<md:EmailAddress>mailto:{kind}@service-{number:05d}.example.test</md:EmailAddress></md:ContactPerson>"
        for kind in ("technical", "support", "administrative")
    )
    return (
        f'<md:EntityDescriptor entityID="{entity_id(number)}"><md:Extensions><mdrpi:RegistrationInfo '
        f'registrationAuthority="https://federation.example.test/" registrationInstant="2020-01-01T00:00:00Z"/>'
        f'</md:Extensions><md:SPSSODescriptor protocolSupportEnumeration="{builders.SAMLP}">'
        f'<md:Extensions><mdui:UIInfo>{names}<mdui:Logo height="80" width="80">{host}/logo.png</mdui:Logo>'
        f"</mdui:UIInfo></md:Extensions>{keys}"
        f'<md:SingleLogoutService Binding="{builders.HTTP_REDIRECT}" Location="{host}/saml/slo"/>'
        f'<md:SingleLogoutService Binding="{builders.HTTP_POST}" Location="{host}/saml/slo"/>'
        f"<md:NameIDFormat>{builders.TRANSIENT}</md:NameIDFormat>{consumers}</md:SPSSODescriptor>"
        f'<md:Organization><md:OrganizationName xml:lang="fr">Organisation {number}</md:OrganizationName>'
        f'<md:OrganizationDisplayName xml:lang="fr">Organisation {number}</md:OrganizationDisplayName>'
        f'<md:OrganizationURL xml:lang="fr">{host}/</md:OrganizationURL></md:Organization>{contacts}'
        "</md:EntityDescriptor>\n"
    )


def index_once(file: Path) -> dict[str, float]:
    """Index the aggregate and find one entity; return the seconds and the memory added, code already loaded."""
    compile_schemas()
    _find_in_small_file(file.parent)
    gc.collect()
    before, start = resident_mib(), time.perf_counter()
    index = MetadataIndex((file,), SystemClock())
    found = index.find(entity_id(_WANTED))
    seconds = time.perf_counter() - start
    assert found is not None
    gc.collect()
    mib = resident_mib() - before
    assert len(index.entity_ids()) == ENTITIES
    return {"seconds": seconds, "mib": mib}


def _find_in_small_file(folder: Path) -> None:
    small = folder / "small.xml"
    small.write_bytes(etree.tostring(builders.service_metadata()))
    assert MetadataIndex((small,), SystemClock()).find(builders.Exchange().service) is not None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(index_once(Path(sys.argv[1]))))
