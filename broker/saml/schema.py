"""Owns the SAML schemas, compiled once from the files that pysaml2 ships; nothing is ever fetched."""

from functools import lru_cache
from importlib.resources import files

from lxml import etree

from broker.core.refusals.message import SchemaInvalid
from broker.core.refusals.metadata import MetadataUnreadable
from broker.saml.xml_tree import Element

_PROTOCOL = "saml-schema-protocol-2.0.xsd"
_METADATA = "saml-schema-metadata-2.0.xsd"
_FOLDER = files("saml2").joinpath("data", "schemas")


class _LocalSchemas(etree.Resolver):  # type: ignore[misc] # lxml ships no types
    """Resolve every import to the file of that name in pysaml2's folder, or fail (security-catalogue.md D100)."""

    def resolve(self, system_url: str, public_id: str | None, context: object) -> object:
        """Return the local file's content, or nothing at all for what is not there."""
        del public_id
        name = system_url.rsplit("/", 1)[-1]
        local = _FOLDER.joinpath(name)
        content = local.read_bytes() if name.endswith(".xsd") and local.is_file() else b""
        return self.resolve_string(content, context, base_url=name)


@lru_cache(maxsize=2)
def _schema(name: str) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities="internal")
    parser.resolvers.add(_LocalSchemas())
    return etree.XMLSchema(etree.fromstring(_FOLDER.joinpath(name).read_bytes(), parser, base_url=name))


def compile_schemas() -> None:
    """Compile both schemas now, so that no first message waits for it."""
    _schema(_PROTOCOL)
    _schema(_METADATA)


def check_message(element: Element) -> None:
    """Refuse a protocol message or an assertion that the schema does not accept."""
    problem = _problem(_schema(_PROTOCOL), element)
    if problem:
        raise SchemaInvalid(received=problem)


def check_metadata(element: Element) -> None:
    """Refuse metadata that the schema does not accept."""
    problem = _problem(_schema(_METADATA), element)
    if problem:
        raise MetadataUnreadable(received=problem)


def _problem(schema: etree.XMLSchema, element: Element) -> str:
    """Say where and which rule; libxml2's own sentence may repeat a personal value, so it is left out."""
    if schema.validate(element):
        return ""
    log = schema.error_log
    return f"line {log[0].line}: {log[0].path} ({log[0].type_name})" if len(log) else "not valid"
