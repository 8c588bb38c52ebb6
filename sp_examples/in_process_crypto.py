"""Owns XML signature and decryption for pysaml2 inside the process, where pysaml2 would start the xmlsec1 program.

Set it on a client whose configuration says `crypto_backend: "XMLSecurity"`: `client.sec.crypto = InProcessCrypto()`.
"""

import xmlsec
from lxml import etree
from saml2.sigver import CryptoBackend, DecryptError, SignatureError

_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_XENC = "{http://www.w3.org/2001/04/xmlenc#}"
_SIGNATURE_ALGORITHMS = frozenset(
    f"http://www.w3.org/2001/04/xmldsig-more#rsa-{digest}" for digest in ("sha256", "sha384", "sha512")
)
_DIGEST_ALGORITHMS = frozenset(
    {
        "http://www.w3.org/2001/04/xmlenc#sha256",
        "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "http://www.w3.org/2001/04/xmlenc#sha512",
    }
)
# AES-CBC and RSA PKCS#1 v1.5 are left out: both can be turned into oracles (xmlenc-core1 6.1, 5.5.1).
_ENCRYPTION_ALGORITHMS = frozenset(f"http://www.w3.org/2009/xmlenc11#aes{bits}-gcm" for bits in (128, 192, 256)) | {
    "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
    "http://www.w3.org/2009/xmlenc11#rsa-oaep",
}


class InProcessCrypto(CryptoBackend):  # type: ignore[misc]  # pysaml2 has no types
    """Sign, verify and decrypt with python-xmlsec, under the names that pysaml2 calls."""

    @property
    def version(self) -> str:
        """Return the version of the xmlsec library."""
        return ".".join(str(number) for number in xmlsec.get_libxmlsec_version())  # type: ignore[attr-defined]

    def sign_statement(self, statement: str | bytes, node_name: str, key_file: str, node_id: str) -> str:
        """Fill in the signature template of one node and return the whole document."""
        root = _parse(str(statement).encode() if not isinstance(statement, bytes) else statement)
        node = _only_node(root, node_name, node_id)
        context = xmlsec.SignatureContext()
        context.register_id(node, "ID")
        context.key = xmlsec.Key.from_file(str(key_file), xmlsec.constants.KeyDataFormatPem)
        context.sign(_signature_of(node))
        return str(etree.tostring(root, encoding="unicode"))

    def validate_signature(
        self,
        signedtext: str | bytes,
        cert_file: str,
        cert_type: str,  # noqa: ARG002  pysaml2 always says pem
        node_name: str,
        node_id: str,
    ) -> bool:
        """Tell whether this very node carries a signature by the given certificate's key.

        A key sent along in the message is never looked at. Raises SignatureError for a shape or algorithm not accepted.
        """
        node = _only_node(_parse(signedtext), node_name, node_id)
        signature = _signature_of(node)
        references = [reference.get("URI") for reference in signature.iter(f"{_DS}Reference")]
        if references != [f"#{node_id}"]:
            raise SignatureError(f"the signature covers {references}, not #{node_id}")
        _require(signature.iter(f"{_DS}SignatureMethod"), _SIGNATURE_ALGORITHMS, SignatureError)
        _require(signature.iter(f"{_DS}DigestMethod"), _DIGEST_ALGORITHMS, SignatureError)
        context = xmlsec.SignatureContext()
        context.register_id(node, "ID")
        context.key = xmlsec.Key.from_file(str(cert_file), xmlsec.constants.KeyDataFormatCertPem)
        try:
            context.verify(signature)
        except xmlsec.Error:
            return False
        return True

    def decrypt(self, enctext: str | bytes, key_file: str) -> str:
        """Return the document with its encrypted elements in clear. Raises DecryptError."""
        root = _parse(enctext)
        keys = xmlsec.KeysManager()
        keys.add_key(xmlsec.Key.from_file(str(key_file), xmlsec.constants.KeyDataFormatPem))
        for encrypted in list(root.iter(f"{_XENC}EncryptedData")):
            _require(encrypted.iter(f"{_XENC}EncryptionMethod"), _ENCRYPTION_ALGORITHMS, DecryptError)
            try:
                xmlsec.EncryptionContext(keys).decrypt(encrypted)
            except xmlsec.Error as error:
                raise DecryptError("the published key does not decrypt this element") from error
        return str(etree.tostring(root, encoding="unicode"))


def _parse(text: str | bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(text.encode() if isinstance(text, str) else text, parser)
    if root.getroottree().docinfo.doctype:
        raise SignatureError("a SAML message has no document type declaration")
    return root


def _only_node(root: etree._Element, node_name: str, node_id: str) -> etree._Element:
    # Two nodes with one ID is how a signature is moved from what was signed to what is read (signature wrapping).
    nodes = root.xpath("//*[@ID = $wanted]", wanted=node_id)
    namespace, _, name = node_name.rpartition(":")
    if len(nodes) != 1 or nodes[0].tag != f"{{{namespace}}}{name}":
        raise SignatureError(f"there must be one {name} with this ID, and nothing else with it")
    return nodes[0]


def _signature_of(node: etree._Element) -> etree._Element:
    signatures = node.findall(f"{_DS}Signature")
    if len(signatures) != 1:
        raise SignatureError(f"there must be one signature directly in the node, there are {len(signatures)}")
    return signatures[0]


def _require(methods: "etree.ElementIterator", allowed: frozenset[str], refusal: type[Exception]) -> None:
    for method in methods:
        if method.get("Algorithm") not in allowed:
            raise refusal(f"algorithm not accepted: {method.get('Algorithm')}")
