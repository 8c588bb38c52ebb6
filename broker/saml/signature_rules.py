"""Owns which signatures are acceptable before any cryptography: algorithms, structure and place."""

from dataclasses import dataclass

from broker.core.refusals.message import AlgorithmForbidden, SignatureMisplaced
from broker.saml import names
from broker.saml.names import ds, saml
from broker.saml.xml_tree import Element

# A019, A022: each algorithm belongs to one kind of key; HMAC and DSA are on no list.
SIGNATURE_ALGORITHMS = {
    names.RSA_SHA256: "RSA",
    names.RSA_SHA384: "RSA",
    names.RSA_SHA512: "RSA",
    names.ECDSA_SHA256: "ECDSA",
    names.ECDSA_SHA384: "ECDSA",
    names.ECDSA_SHA512: "ECDSA",
}
_DIGESTS = frozenset({names.SHA256, names.SHA384, names.SHA512})
_PREFIXES = f"{{{names.EXCLUSIVE_C14N}}}InclusiveNamespaces"


@dataclass(frozen=True, slots=True)
class SignaturePolicy:
    """Say what is tolerated of one peer; `sha1_tolerated` is a named leniency for real ENTs (facts/gar.md 5)."""

    sha1_tolerated: bool = False


STRICT = SignaturePolicy()


def key_kind(algorithm: str, policy: SignaturePolicy) -> str:
    """Return the kind of key that a signature algorithm needs, or refuse the algorithm."""
    kind = SIGNATURE_ALGORITHMS.get(algorithm)
    if kind is None and policy.sha1_tolerated and algorithm == names.RSA_SHA1:
        kind = "RSA"
    if kind is None:
        raise AlgorithmForbidden(received=algorithm[:120] or "no algorithm")
    return kind


def check_signature(signature: Element, signed: Element, policy: SignaturePolicy) -> str:
    """Refuse unless `signature` is of the one allowed form over its parent; return the kind of key it needs.

    Sources: SAML core 5.4.1–5.4.4; security-catalogue.md A001–A016, A021, A031, A032.
    """
    _check_place(signature, signed)
    signed_info, _value, *rest = _children(signature, "SignedInfo", "SignatureValue")
    if [child.tag for child in rest] not in ([], [ds("KeyInfo")]):  # A008: no Object
        raise SignatureMisplaced(received="an Object, or more than one KeyInfo")
    method, algorithm, *references = _children(signed_info, "CanonicalizationMethod", "SignatureMethod", "Reference")
    _check_canonicalization(method)
    if len(algorithm):  # A021: no HMACOutputLength nor any other parameter
        raise AlgorithmForbidden(received="a SignatureMethod with parameters")
    if len(references) != 1:  # A014
        raise SignatureMisplaced(expected="one Reference", received=f"{len(references)}")
    _check_reference(references[0], signed, policy)
    return key_kind(algorithm.get("Algorithm", ""), policy)


def _check_place(signature: Element, signed: Element) -> None:
    """A004–A007, A012: a direct child of what it signs, right after Issuer (SAML core, schema)."""
    if signature.getparent() is not signed:
        raise SignatureMisplaced(received="a signature that is not a child of what it signs")
    before = signature.getprevious()
    if before is not None and before.tag != saml("Issuer"):
        raise SignatureMisplaced(received="a signature elsewhere than after Issuer")


def _children(element: Element, *wanted: str) -> list[Element]:
    """Return the children, the first of which must bear these names, in order."""
    children = list(element)
    if [child.tag for child in children[: len(wanted)]] != [ds(name) for name in wanted]:
        raise SignatureMisplaced(expected=", ".join(wanted))
    return children


def _check_reference(reference: Element, signed: Element, policy: SignaturePolicy) -> None:
    identifier = signed.get("ID")
    if not identifier or reference.get("URI") != f"#{identifier}":  # A013, A016
        raise SignatureMisplaced(expected="Reference URI = # and the ID of the parent")
    transforms, digest, *_value = _children(reference, "Transforms", "DigestMethod", "DigestValue")
    if [step.get("Algorithm") for step in transforms] != [names.ENVELOPED, names.EXCLUSIVE_C14N]:  # A032
        raise SignatureMisplaced(expected="the transforms enveloped-signature, then exc-c14n")
    if len(transforms[0]):
        raise SignatureMisplaced(received="a transform with parameters")
    _check_canonicalization(transforms[1])
    allowed = _DIGESTS | {names.SHA1} if policy.sha1_tolerated else _DIGESTS
    if digest.get("Algorithm") not in allowed or len(digest):  # A022
        raise AlgorithmForbidden(received=digest.get("Algorithm", "no digest")[:120])


def _check_canonicalization(method: Element) -> None:
    """A031: exclusive, without comments; only the prefix list that it defines as parameter."""
    if method.get("Algorithm") != names.EXCLUSIVE_C14N:
        raise AlgorithmForbidden(received=method.get("Algorithm", "no canonicalization")[:120])
    if [child.tag for child in method] not in ([], [_PREFIXES]):
        raise SignatureMisplaced(received="a canonicalization with unknown parameters")
