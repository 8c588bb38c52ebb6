"""Owns what others see of an issuer's keys: its published certificates, and which of them signed an answer."""

import base64

import requests
from lxml import etree

from broker.core.refusals.message import SignatureInvalid
from broker.saml.certificates import Certificate, read_certificate
from broker.saml.xmlsec_bridge import verify
from tests.journeys.own_run import try_command
from tests.protocols.saml.saml_builders import NAMESPACES, find
from tests.sandbox import Sandbox


def published(sandbox: Sandbox, issuer: str = "gar", use: str = "signing") -> tuple[Certificate, ...]:
    """Return the certificates that an issuer's metadata shows for one use, in order, over HTTP."""
    found = next(each for each in sandbox.shared.issuers if each.name == issuer)
    answer = requests.get(f"{found.url}{found.paths.metadata}", timeout=15)
    path = f"//md:KeyDescriptor[@use='{use}']//ds:X509Certificate/text()"
    bodies = etree.fromstring(answer.content).xpath(path, namespaces=NAMESPACES)
    return tuple(dict.fromkeys(read_certificate(str(body)) for body in bodies))


def is_signed_by(encoded: str, certificate: Certificate) -> bool:
    """Tell whether the assertion of a posted response verifies with this certificate."""
    assertion = find(etree.fromstring(base64.b64decode(encoded)), "//saml:Assertion")
    try:
        verify(assertion, find(assertion, "ds:Signature"), (certificate,))
    except SignatureInvalid:
        return False
    return True


def turn_keys(sandbox: Sandbox, *words: str) -> str:
    """Run `preau keys …` as an operator does, beside the running sandbox; return what it said."""
    words = ("keys", *words, "--workspace", str(sandbox.workspace.root), "--first-port", str(sandbox.first_port))
    done = try_command(*words, folder=sandbox.workspace.root)
    assert done.returncode == 0, done.stderr
    return done.stdout
