"""Owns how a service's SAML metadata is had: fetched at its address, read from a file, or as it was typed."""

import re
from dataclasses import dataclass
from pathlib import Path

from broker.core.errors import MetadataRefused
from broker.core.sentence import Sentence
from broker.flows.ports import Clock
from broker.kits.finding import Finding, Part, of_metadata
from broker.saml.metadata_fetch import FetchPolicy, fetch_metadata
from broker.saml.metadata_reader import ENTITY_CAP, read_peer
from broker.saml.peer import Peer

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_UNREADABLE_HINT = Sentence("vérifiez son chemin, ou donnez une adresse", "check its path, or give an address")


@dataclass(frozen=True, slots=True)
class HadMetadata:
    """Hold the metadata that was had, `address` where it was fetched, and what it says when it is acceptable."""

    source: str
    address: str | None = None
    content: bytes | None = None
    peer: Peer | None = None
    findings: tuple[Finding, ...] = ()


def have_metadata(source: str, policy: FetchPolicy, clock: Clock) -> HadMetadata:
    """Fetch or read the metadata of a service; what goes wrong is held, to be told with all the rest."""
    address = source if _ADDRESS.match(source) else None
    try:
        content = fetch_metadata(address, policy) if address else _read(Path(source))
    except MetadataRefused as refusal:
        return HadMetadata(source, address, findings=(of_metadata(refusal),))
    except (OSError, ValueError) as error:  # a path may hold what no file system takes
        told = (isinstance(error, OSError) and error.strerror) or "unreadable"
        finding = Finding(Part.METADATA, "file", Sentence(f"ce fichier est illisible ({told})", told), _UNREADABLE_HINT)
        return HadMetadata(source, address, findings=(finding,))
    return read_metadata(content, source, clock, address)


def read_metadata(content: bytes, source: str, clock: Clock, address: str | None = None) -> HadMetadata:
    """Read a service's metadata; what is not acceptable, or not a service's, is held."""
    try:
        peer = read_peer(content, now=clock.now())
    except MetadataRefused as refusal:
        return HadMetadata(source, address, content, findings=(of_metadata(refusal),))
    return HadMetadata(source, address, content, peer, () if peer.is_service else (_NO_SERVICE,))


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(ENTITY_CAP + 1)  # one byte more than allowed: then it is refused as too long


_NO_SERVICE = Finding(
    Part.METADATA,
    "SPSSODescriptor",
    Sentence("elles ne décrivent aucun service", "it describes no service"),
    Sentence(
        "donnez les métadonnées de votre service, non celles d’un fournisseur d’identité",
        "give the metadata of your service, not of an identity provider",
    ),
)
