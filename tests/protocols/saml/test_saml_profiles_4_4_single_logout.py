"""Owns the tests of who may speak of single logout, and how that is proved (SAML profiles 4.4)."""

import pytest
from lxml import etree

from broker.core.refusals.condition import AnswerUnexpected, DestinationWrong, IssuerUnexpected, RelayStateTooLong
from broker.core.refusals.decision import UnknownService
from broker.core.refusals.message import (
    AlgorithmForbidden,
    ParameterRepeated,
    SchemaInvalid,
    SignatureInvalid,
    SignatureMisplaced,
    SignatureMissing,
)
from broker.saml.metadata_reader import read_peer
from broker.saml.peer_call import is_trusted
from broker.saml.sign_out_answer_reader import read_post_answer, read_redirect_answer, read_soap_answer
from broker.saml.sign_out_reader import check_sign_out, open_post_sign_out, open_redirect_sign_out, open_soap_sign_out
from tests.protocols.saml.logout_builders import SOAP_BINDING, message_query, signed, soap_of
from tests.protocols.saml.logout_reading import (
    BINDINGS,
    GUICHET,
    HERE,
    SERVICE,
    a_policy,
    a_request,
    an_answer,
    read_answer,
    read_request,
)
from tests.protocols.saml.saml_builders import (
    HTTP_POST,
    HTTP_REDIRECT,
    MD,
    NOW,
    SAMLP,
    a_party,
    copy_of,
    encode,
    guichet_metadata,
    service_metadata,
)
from tests.protocols.saml.saml_builders import (
    a_request as an_authn_request,
)

STRANGER = a_party("stranger")


@pytest.mark.parametrize("binding", BINDINGS)
def test_a_guichet_may_ask_as_a_service_may(binding: str) -> None:
    assert read_request(a_request(issuer=GUICHET), binding, a_party()).peer.is_guichet


def test_nothing_unsigned_is_opened() -> None:
    policy = a_policy()
    with pytest.raises(SignatureMissing):
        open_redirect_sign_out(message_query("SAMLRequest", a_request(), None).encode(), policy)
    with pytest.raises(SignatureMissing):
        open_post_sign_out([encode(a_request())], [], policy)
    with pytest.raises(SignatureMissing):
        open_soap_sign_out(soap_of(a_request()), policy)
    with pytest.raises(SignatureMissing):
        read_redirect_answer(message_query("SAMLResponse", an_answer(), None).encode(), policy)
    with pytest.raises(SignatureMissing):
        read_post_answer([encode(an_answer())], policy)


@pytest.mark.parametrize("binding", BINDINGS)
def test_the_key_of_somebody_else_proves_nothing(binding: str) -> None:
    for party in (STRANGER, a_party()):
        with pytest.raises(SignatureInvalid):
            read_request(a_request(), binding, party)
        with pytest.raises(SignatureInvalid):
            read_answer(an_answer(), binding, party)


@pytest.mark.parametrize("binding", BINDINGS)
def test_an_issuer_that_no_metadata_names_is_refused(binding: str) -> None:
    with pytest.raises(UnknownService):
        read_request(a_request(issuer="https://nowhere.example"), binding)
    with pytest.raises(UnknownService):
        read_answer(an_answer(issuer="https://nowhere.example"), binding)


@pytest.mark.parametrize("binding", [HTTP_REDIRECT, HTTP_POST])
@pytest.mark.parametrize("destination", [None, "https://elsewhere.example/slo", f"{HERE}/"])
def test_through_a_browser_a_message_says_where_it_goes(binding: str, destination: str | None) -> None:
    with pytest.raises(DestinationWrong):
        read_request(a_request(destination=destination), binding)
    with pytest.raises(DestinationWrong):
        read_answer(an_answer(destination=destination), binding)


def test_over_soap_a_destination_may_be_left_out_but_not_be_another() -> None:
    assert read_request(a_request(destination=None), SOAP_BINDING).id == "_bye"
    with pytest.raises(DestinationWrong):
        read_request(a_request(destination="https://elsewhere.example/slo"), SOAP_BINDING)
    assert read_answer(an_answer(destination=None), SOAP_BINDING).in_response_to == "_asked"


@pytest.mark.parametrize("binding", BINDINGS)
def test_an_answer_to_nothing_is_refused(binding: str) -> None:
    with pytest.raises(AnswerUnexpected):
        read_answer(an_answer(in_response_to=None), binding)


def test_over_soap_only_the_peer_asked_may_answer() -> None:
    foreign = soap_of(signed(an_answer(issuer=GUICHET), a_party()))
    with pytest.raises(IssuerUnexpected):
        read_soap_answer(foreign, SERVICE, a_policy(), trusted_connection=True)


def test_over_soap_the_connection_may_stand_for_a_signature_but_never_excuses_a_wrong_one() -> None:
    plain, policy = soap_of(an_answer()), a_policy()
    assert read_soap_answer(plain, SERVICE, policy, trusted_connection=True).is_success
    with pytest.raises(SignatureMissing):
        read_soap_answer(plain, SERVICE, policy, trusted_connection=False)
    with pytest.raises(SignatureInvalid):
        read_soap_answer(soap_of(signed(an_answer(), STRANGER)), SERVICE, policy, trusted_connection=True)


@pytest.mark.parametrize(
    ("location", "trusted"),
    [
        ("https://service.example/soap", True),
        ("http://127.0.0.1:8010/soap", True),
        ("http://[::1]:8010/soap", True),
        ("http://localhost:8010/soap", True),
        ("http://service.example/soap", False),
        ("http://localhost.service.example/soap", False),
        ("http://192.0.2.1/soap", False),
    ],
)
def test_a_connection_says_who_answers_where_it_is_tls_or_this_machine(location: str, *, trusted: bool) -> None:
    assert is_trusted(location) is trusted


@pytest.mark.parametrize("binding", BINDINGS)
def test_another_message_is_no_request_and_no_answer(binding: str) -> None:
    with pytest.raises(SchemaInvalid):
        read_request(an_authn_request(), binding)
    with pytest.raises(SchemaInvalid):
        read_request(an_answer(), binding)
    with pytest.raises(SchemaInvalid):
        read_answer(a_request(), binding)


def test_a_signature_stands_where_the_binding_puts_it() -> None:
    query = message_query("SAMLRequest", signed(a_request(), a_party("service")), a_party("service"))
    with pytest.raises(SignatureMisplaced):
        open_redirect_sign_out(query.encode(), a_policy())
    hidden = signed(a_request(), a_party("service"))
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(hidden[1])
    hidden.insert(1, extensions)
    with pytest.raises(SignatureMisplaced):
        open_post_sign_out([encode(hidden)], [], a_policy())
    two = signed(a_request(), a_party("service"))
    spare = etree.Element(f"{{{SAMLP}}}Extensions")
    spare.append(copy_of(two[1]))
    two.insert(2, spare)
    with pytest.raises(SignatureMisplaced):
        open_post_sign_out([encode(two)], [], a_policy())


def test_no_leniency_lets_a_weak_algorithm_pass() -> None:
    query = message_query("SAMLRequest", a_request(), a_party("service")).replace("rsa-sha256", "rsa-sha1")
    with pytest.raises(AlgorithmForbidden):
        open_redirect_sign_out(
            query.replace("2001%2F04%2Fxmldsig-more%23", "2000%2F09%2Fxmldsig%23").encode(), a_policy()
        )


def test_each_parameter_comes_once_and_relay_state_is_short() -> None:
    message = encode(signed(a_request(), a_party("service")))
    with pytest.raises(ParameterRepeated):
        open_post_sign_out([message, message], [], a_policy())
    with pytest.raises(ParameterRepeated):
        open_post_sign_out([message], ["a", "b"], a_policy())
    long = message_query("SAMLRequest", a_request(), a_party("service"), "x" * 81)
    opened = open_redirect_sign_out(long.encode(), a_policy())
    with pytest.raises(RelayStateTooLong):
        check_sign_out(opened, a_policy())


def _with_sign_out(role: str, location: str, response: str = "") -> bytes:
    metadata = service_metadata(None, a_party("service"))
    if role == "guichet":
        metadata.insert(0, guichet_metadata()[0])
    element = etree.Element(f"{{{MD}}}SingleLogoutService", Binding=HTTP_REDIRECT, Location=location)
    if response:
        element.set("ResponseLocation", response)
    chosen = metadata[0]
    chosen.insert(1, element)
    assert chosen.get("protocolSupportEnumeration") == SAMLP
    return bytes(etree.tostring(metadata))


def test_a_peers_addresses_are_those_of_the_role_in_which_it_is_spoken_to() -> None:
    service = read_peer(_with_sign_out("service", "https://s.example/out", "https://s.example/back"), now=NOW)
    [way] = service.sign_out
    assert (way.location, way.answer_location) == ("https://s.example/out", "https://s.example/back")
    assert service.guichet_sign_out == ()
    both = read_peer(_with_sign_out("guichet", "https://g.example/out"), now=NOW)
    assert both.sign_out == ()
    assert [way.answer_location for way in both.guichet_sign_out] == ["https://g.example/out"]
