"""Owns the SAML metadata of the example resources: what a publisher hands to the hub."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sp_examples.files import write_atomically
from sp_examples.keys import Keys
from sp_examples.resources import Resource

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def describe_resource(resource: Resource, keys: Keys) -> str:
    """Return the EntityDescriptor of a resource (SAML metadata 2.4.4, SPSSODescriptor)."""
    return _TEMPLATES.get_template("metadata.xml").render(
        resource=resource,
        signing_certificate=keys.signing.certificate_body(),
        encryption_certificate=keys.encryption.certificate_body() if keys.encryption else None,
    )


def publish_metadata(resource: Resource, keys: Keys, folder: Path) -> Path:
    """Write the metadata where the hub looks for it, and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"example-{resource.slug}.xml"
    write_atomically(file, describe_resource(resource, keys).encode(), mode=0o644)
    return file
