"""Owns the tests of requests by HTTP-Redirect (SAML bindings 3.4; security-catalogue.md B085, B088, D101–D105)."""

import zlib
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from lxml import etree

from broker.core.refusals.condition import (
    BindingUnsupported,
    ConsumerUnknown,
    DestinationWrong,
    InstantMalformed,
    IssueInstantOutside,
    IssuerUnexpected,
    RelayStateTooLong,
    VersionUnsupported,
)
from broker.core.refusals.decision import UnknownService
from broker.core.refusals.message import (
    AlgorithmForbidden,
    CharactersForbidden,
    EncodingInvalid,
    MessageMissing,
    MessageTooLarge,
    ParameterRepeated,
    SchemaInvalid,
    SignatureInvalid,
    SignatureMisplaced,
    SignatureMissing,
)
from broker.saml.request_reader import Leniency, read_redirect_request
from tests.protocols.saml.reading import EXCHANGE, a_policy, a_service
from tests.protocols.saml.saml_builders import (
    NOW,
    SAMLP,
    Tree,
    a_party,
    a_request,
    a_response,
    find,
    instant,
    redirect_query,
    sign,
)

SERVICE = a_party("service")


def _query(relay_state: str | None = None, **attributes: str | None) -> bytes:
    return redirect_query(a_request(EXCHANGE, **attributes), SERVICE, relay_state)


def test_a_signed_request_of_a_known_service_is_read() -> None:
    request = read_redirect_request(_query("https://service.example/p?a=1", IsPassive="true"), a_policy())
    assert request.entity_id == EXCHANGE.service
    assert request.consumer_url == EXCHANGE.consumer
    assert request.relay_state == "https://service.example/p?a=1"
    assert (request.id, request.signed, request.passive, request.force_authn) == ("_question", True, True, False)


def test_a_request_signed_with_an_elliptic_curve_is_read() -> None:
    party = a_party("service-ec", "ec")
    algorithm = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
    query = redirect_query(a_request(EXCHANGE), party, None, algorithm)
    assert read_redirect_request(query, a_policy(a_service(party))).signed


@pytest.mark.parametrize(
    ("case", "attributes", "refusal"),
    [
        ("unknown address", {"AssertionConsumerServiceURL": "https://evil.example/acs"}, ConsumerUnknown),
        ("prefix of the address", {"AssertionConsumerServiceURL": EXCHANGE.consumer + "/x"}, ConsumerUnknown),
        ("userinfo", {"AssertionConsumerServiceURL": "https://service.example@evil.example/acs"}, ConsumerUnknown),
        ("fragment", {"AssertionConsumerServiceURL": EXCHANGE.consumer + "#x"}, ConsumerUnknown),
        (
            "unknown index",
            {"AssertionConsumerServiceURL": None, "ProtocolBinding": None, "AssertionConsumerServiceIndex": "7"},
            ConsumerUnknown,
        ),
        ("address and index", {"AssertionConsumerServiceIndex": "0"}, ConsumerUnknown),
        (
            "other binding",
            {"ProtocolBinding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"},
            BindingUnsupported,
        ),
        ("foreign destination", {"Destination": "https://other.example/sso"}, DestinationWrong),
        ("no destination though signed", {"Destination": None}, DestinationWrong),
        ("old", {"IssueInstant": instant(NOW - timedelta(minutes=6))}, IssueInstantOutside),
        ("of the future", {"IssueInstant": instant(NOW + timedelta(minutes=6))}, IssueInstantOutside),
        ("local time", {"IssueInstant": "2026-09-14T08:00:00"}, InstantMalformed),
        ("version", {"Version": "1.1"}, VersionUnsupported),
        ("ID of a digit", {"ID": "1"}, SchemaInvalid),
    ],
)
def test_a_request_that_breaks_a_rule_is_refused_b088(
    case: str, attributes: dict[str, str | None], refusal: type[Exception]
) -> None:
    del case
    with pytest.raises(refusal):
        read_redirect_request(_query(**attributes), a_policy())


@pytest.mark.parametrize(
    "attributes",
    [
        {"AssertionConsumerServiceURL": None, "ProtocolBinding": None, "AssertionConsumerServiceIndex": "0"},
        {"AssertionConsumerServiceURL": None, "ProtocolBinding": None},
        {"IssueInstant": instant(NOW - timedelta(minutes=4))},
    ],
)
def test_an_index_or_nothing_finds_the_address_in_metadata(attributes: dict[str, str | None]) -> None:
    assert read_redirect_request(_query(**attributes), a_policy()).consumer_url == EXCHANGE.consumer


def test_an_unknown_or_nameless_issuer_is_refused_b088() -> None:
    request = a_request(EXCHANGE)
    find(request, "saml:Issuer").text = "https://unknown.example"
    with pytest.raises(UnknownService):
        read_redirect_request(redirect_query(request, SERVICE), a_policy())
    find(request, "saml:Issuer").text = ""
    with pytest.raises(IssuerUnexpected):
        read_redirect_request(redirect_query(request, SERVICE), a_policy())


def test_an_unsigned_request_is_refused_unless_tolerated_by_name_and_never_against_metadata_b088_e116() -> None:
    unsigned = redirect_query(a_request(EXCHANGE))
    tolerant: Callable[[str], Leniency] = lambda _entity_id: Leniency(unsigned_requests=True)  # noqa: E731
    with pytest.raises(SignatureMissing):
        read_redirect_request(unsigned, a_policy())
    assert not read_redirect_request(unsigned, a_policy(find_leniency=tolerant)).signed
    with pytest.raises(SignatureMissing):
        read_redirect_request(unsigned, a_policy(a_service(AuthnRequestsSigned="true"), tolerant))


def test_a_signature_of_another_key_or_over_other_octets_is_refused_even_where_none_is_needed_b088() -> None:
    tolerant: Callable[[str], Leniency] = lambda _entity_id: Leniency(unsigned_requests=True)  # noqa: E731
    for query in (
        redirect_query(a_request(EXCHANGE), a_party("stranger")),
        _query("token").replace(b"RelayState=token", b"RelayState=other"),
        _query().replace(b"&SigAlg", b"&RelayState=added&SigAlg"),
    ):
        with pytest.raises(SignatureInvalid):
            read_redirect_request(query, a_policy(find_leniency=tolerant))


@pytest.mark.parametrize(
    "algorithm",
    [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "",
    ],
)
def test_an_algorithm_off_the_list_is_refused_a022_a023(algorithm: str) -> None:
    with pytest.raises(AlgorithmForbidden):
        read_redirect_request(redirect_query(a_request(EXCHANGE), SERVICE, None, algorithm), a_policy())


def test_an_algorithm_that_is_not_the_one_used_or_is_removed_is_refused_a023() -> None:
    other = redirect_query(a_request(EXCHANGE), SERVICE, None, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512")
    with pytest.raises(SignatureInvalid):
        read_redirect_request(other, a_policy())
    parts = [part for part in _query().split(b"&") if not part.startswith(b"SigAlg")]
    with pytest.raises(AlgorithmForbidden):
        read_redirect_request(b"&".join(parts), a_policy())


def test_other_spellings_of_the_same_query_are_refused_a024() -> None:
    query = _query("a/b")
    with pytest.raises(SignatureInvalid):
        read_redirect_request(query.replace(b"a%2Fb", b"a%2fb"), a_policy())


def test_the_order_in_the_address_is_free_since_the_signed_order_is_fixed() -> None:
    message, *rest = _query("a/b").split(b"&")
    assert read_redirect_request(b"&".join([*rest, message]), a_policy()).relay_state == "a/b"


def test_an_xml_signature_in_a_query_is_refused() -> None:
    request = a_request(EXCHANGE)
    sign(request, SERVICE)
    with pytest.raises(SignatureMisplaced):
        read_redirect_request(redirect_query(request, SERVICE), a_policy())


@pytest.mark.parametrize("name", ["SAMLRequest", "RelayState", "SigAlg", "Signature", "SAMLReques%74"])
def test_a_parameter_that_comes_twice_is_refused_d105(name: str) -> None:
    with pytest.raises(ParameterRepeated):
        read_redirect_request(_query("token") + f"&{name}=x".encode(), a_policy())


def test_a_missing_message_is_refused() -> None:
    with pytest.raises(MessageMissing):
        read_redirect_request(b"RelayState=x", a_policy())


def test_a_relay_state_over_80_bytes_is_refused_in_bytes_not_characters_b085() -> None:
    assert read_redirect_request(_query("é" * 40), a_policy()).relay_state == "é" * 40
    with pytest.raises(RelayStateTooLong):
        read_redirect_request(_query("é" * 41), a_policy())


def test_a_deflate_bomb_stops_at_the_cap_d101() -> None:
    bomb = zlib.compressobj(wbits=-15)
    octets = bomb.compress(b"<" * 30_000_000) + bomb.flush()
    with pytest.raises(MessageTooLarge):
        read_redirect_request(f"SAMLRequest={quote(b64encode(octets), safe='')}".encode(), a_policy())


@pytest.mark.parametrize("octets", [b"not deflate", b"", zlib.compress(b"<a/>")])
def test_what_is_not_raw_deflate_is_refused_d101(octets: bytes) -> None:
    with pytest.raises(EncodingInvalid):
        read_redirect_request(f"SAMLRequest={quote(b64encode(octets), safe='')}".encode(), a_policy())


def test_deflate_followed_by_something_is_refused_d102() -> None:
    deflater = zlib.compressobj(wbits=-15)
    octets = deflater.compress(b"<a/>") + deflater.flush() + b"more"
    with pytest.raises(EncodingInvalid):
        read_redirect_request(f"SAMLRequest={quote(b64encode(octets), safe='')}".encode(), a_policy())


@pytest.mark.parametrize("message", ["ab-_", "abcd=", "abc", "ab cd", "ab%0Acd", "ab%00", "YWJjZB==", "%C3%A9"])
def test_loose_base64_is_refused_d102(message: str) -> None:
    with pytest.raises(EncodingInvalid):
        read_redirect_request(f"SAMLRequest={message}".encode(), a_policy())


def test_octets_that_are_not_utf_8_are_refused_d106() -> None:
    with pytest.raises(CharactersForbidden):
        read_redirect_request(redirect_query(a_request(EXCHANGE)) + b"&RelayState=%ff", a_policy())


def test_another_message_than_a_request_is_refused() -> None:
    with pytest.raises(SchemaInvalid):
        read_redirect_request(redirect_query(a_response(), SERVICE), a_policy())


def test_a_huge_query_is_refused_before_anything_is_decoded_b088() -> None:
    with pytest.raises(MessageTooLarge):
        read_redirect_request(b"SAMLRequest=" + b"a" * 70_000, a_policy())


def test_a_service_that_forbids_to_ask_another_guichet_is_heard_b091() -> None:
    request: Tree = a_request(EXCHANGE)
    etree.SubElement(request, f"{{{SAMLP}}}Scoping", ProxyCount="0")
    assert read_redirect_request(redirect_query(request, SERVICE), a_policy()).proxy_count == 0
    assert read_redirect_request(_query(), a_policy()).proxy_count is None
