"""Owns the attacks on the hub by a registered service's requests: B064, B084, B087, B088 and B091."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import requests
from lxml import etree

from tests.protocols.saml.saml_builders import (
    HTTP_POST,
    HTTP_REDIRECT,
    SAML,
    SAMLP,
    Tree,
    a_party,
    find,
    instant,
    redirect_query,
    sign,
)
from tests.security.attack import attacks_by
from tests.security.forge import RELAY_STATE, Forge, encoded, fresh_id, journey_of
from tests.security.redirects import query_of, signed_query
from tests.security.verdict import Answer, Verdict

_CONSUMER, _ISSUER, _SCHEMA = "request.consumer", "message.issuer", "message.schema"
_ISSUED, _DESTINATION, _UNKNOWN = "message.issue_instant", "message.destination", "service.unknown"
_INVALID, _MISSING, _STRUCTURE = "message.signature_invalid", "message.signature_missing", "message.signature_structure"
_ARTIFACT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"
Send = Callable[[Forge], Answer]
_MINUTE = timedelta(minutes=1)


def _with(**changes: str | None) -> Send:
    """Send a signed request whose attributes differ; `{consumer}` and `{redirect}` stand for the right ones."""

    def send(forge: Forge) -> Answer:
        known = {"consumer": forge.consumer, "redirect": forge.redirect, "hub": forge.hub}
        filled = {name: value and value.format(**known) for name, value in changes.items()}
        return forge.ask(forge.authn_request(**filled))

    return send


def _issued(shift: timedelta) -> Send:
    return lambda forge: forge.ask(forge.authn_request(IssueInstant=instant(forge.sandbox.clock.now() + shift)))


def _edited(edit: Callable[[Tree], None]) -> Send:
    def send(forge: Forge) -> Answer:
        request = forge.authn_request()
        edit(request)
        return forge.ask(request)

    return send


def _issuer(text: str | None, form: str | None = None) -> Send:
    def edit(request: Tree) -> None:
        issuer = find(request, "saml:Issuer")
        if text is None:
            request.remove(issuer)
        else:
            issuer.text = text
        if form:
            issuer.set("Format", form)

    return _edited(edit)


def _an_index_and_an_address(request: Tree) -> None:
    del request.attrib["ProtocolBinding"]  # the schema lets it stand beside an address only
    request.set("AssertionConsumerServiceIndex", "0")


def _index(number: str) -> Send:
    return _with(AssertionConsumerServiceURL=None, ProtocolBinding=None, AssertionConsumerServiceIndex=number)


_GUICHET_ID = "https://forge.invalid/idp"

_REDIRECTED: list[tuple[str, Send, str]] = [
    ("B088 an unknown address", _with(AssertionConsumerServiceURL="https://evil.invalid/acs"), _CONSUMER),
    ("B088 a longer address", _with(AssertionConsumerServiceURL="{consumer}/x"), _CONSUMER),
    ("B088 a query behind the address", _with(AssertionConsumerServiceURL="{consumer}?x"), _CONSUMER),
    ("B088 a fragment behind the address", _with(AssertionConsumerServiceURL="{consumer}#x"), _CONSUMER),
    (
        "B088 a user before the host",
        _with(AssertionConsumerServiceURL="https://forge.invalid@evil.invalid/acs"),
        _CONSUMER,
    ),
    ("B088 the address in capitals", _with(AssertionConsumerServiceURL="HTTPS://FORGE.INVALID/acs"), _CONSUMER),
    ("B088 a port in the address", _with(AssertionConsumerServiceURL="https://forge.invalid:443/acs"), _CONSUMER),
    ("B088 dots in the address", _with(AssertionConsumerServiceURL="https://forge.invalid/x/../acs"), _CONSUMER),
    ("B088 an empty address", _with(AssertionConsumerServiceURL=""), _CONSUMER),
    ("B088 a script for an address", _with(AssertionConsumerServiceURL="javascript:alert(1)"), _CONSUMER),
    (
        "B087 the hub's own callback for an address",
        _with(AssertionConsumerServiceURL="{hub}/idp/profile/SAML2/Callback"),
        _CONSUMER,
    ),
    ("B088 an unknown index", _index("7"), _CONSUMER),
    ("B088 an index that is too big", _index("65536"), _SCHEMA),
    ("B088 a negative index", _index("-1"), _SCHEMA),
    ("B088 an index of thousands of digits", _index("0" * 5000), _SCHEMA),
    ("B088 an index and an address", _edited(_an_index_and_an_address), _CONSUMER),
    ("B084 an answer by Redirect", _with(ProtocolBinding=HTTP_REDIRECT), "message.binding"),
    ("B084 an answer by artefact", _with(ProtocolBinding=_ARTIFACT), "message.binding"),
    ("B088 no Destination", _with(Destination=None), _DESTINATION),
    ("B088 the Destination of POST", _with(Destination="{hub}/idp/profile/SAML2/POST/SSO"), _DESTINATION),
    ("B088 a foreign Destination", _with(Destination="https://evil.invalid/sso"), _DESTINATION),
    ("B088 six minutes old", _issued(-6 * _MINUTE), _ISSUED),
    ("B088 six minutes early", _issued(6 * _MINUTE), _ISSUED),
    ("B088 a day old", _issued(-timedelta(days=1)), _ISSUED),
    ("B088 no zone", _with(IssueInstant="2026-09-14T08:00:00"), "message.instant"),
    ("B088 no IssueInstant", _with(IssueInstant=None), _SCHEMA),
    ("B088 Version 1.1", _with(Version="1.1"), "message.version"),
    ("B088 no ID", _with(ID=None), _SCHEMA),
    ("B088 an ID that starts with a digit", _with(ID="1a"), _SCHEMA),
    ("B088 an unknown Issuer", _issuer("https://evil.invalid/service"), _UNKNOWN),
    ("B088 the Issuer in capitals", _issuer("HTTPS://FORGE.INVALID/SERVICE"), _UNKNOWN),
    ("B088 a guichet for an Issuer", _issuer(_GUICHET_ID), _UNKNOWN),
    ("B088 no Issuer", _issuer(None), _ISSUER),
    ("B088 an empty Issuer", _issuer(""), _ISSUER),
    ("B088 another Format of Issuer", _issuer("https://forge.invalid/service", "urn:x"), _ISSUER),
    ("B088 no request but a response", _edited(lambda r: setattr(r, "tag", f"{{{SAMLP}}}Response")), _SCHEMA),
    ("B088 a request for attributes", _edited(lambda r: setattr(r, "tag", f"{{{SAMLP}}}AttributeQuery")), _SCHEMA),
    ("B088 the request of another namespace", _edited(lambda r: setattr(r, "tag", "{urn:x}AuthnRequest")), _SCHEMA),
    ("B088 unsigned", lambda forge: forge.ask_raw(redirect_query(forge.authn_request())), _MISSING),
    (
        "B088 signed by a stranger",
        lambda forge: forge.ask_raw(redirect_query(forge.authn_request(), a_party("stranger"), RELAY_STATE)),
        _INVALID,
    ),
    (
        "B088 signed by the forged guichet",
        lambda forge: forge.ask_raw(redirect_query(forge.authn_request(), forge.guichet_key, RELAY_STATE)),
        _INVALID,
    ),
    ("B088 signed in the XML too", lambda forge: forge.ask(_signed(forge, forge.authn_request())), _STRUCTURE),
    ("B088 longer than the cap", lambda forge: forge.ask_raw(query_of(forge, b" " * 300_000)), "message.too_large"),
]


@attacks_by("send", _REDIRECTED)
def test_a_request_by_redirect_is_refused_and_goes_nowhere(forge: Forge, send: Send, code: str) -> None:
    verdict = forge.refuses_request(lambda: send(forge), code)
    assert not verdict.action, "an unknown address is never answered"


def _signed(forge: Forge, request: Tree, **options: object) -> Tree:
    sign(request, forge.service_key, **options)  # type: ignore[arg-type] # options of sign
    return request


def _posted(change: Callable[[Forge, Tree], Tree | None] | None = None) -> Send:
    """Post a request to the right address, changed after signing, or as the change returns it."""

    def send(forge: Forge) -> Answer:
        request = _signed(forge, forge.authn_request(Destination=forge.post_address))
        changed = change(forge, request) if change else None
        return forge.ask_by_post(request if changed is None else changed)

    return send


def _unsigned(forge: Forge, _request: Tree) -> Tree:
    return forge.authn_request(Destination=forge.post_address)


def _changed(_forge: Forge, request: Tree) -> None:
    request.set("ForceAuthn", "true")


def _by_a_stranger(forge: Forge, _request: Tree) -> Tree:
    request = forge.authn_request(Destination=forge.post_address)
    sign(request, a_party("stranger"))
    return request


def _wrapped(forge: Forge, request: Tree) -> Tree:
    """Hide the signed request in the Extensions of another."""
    evil = forge.authn_request(Destination=forge.post_address, ForceAuthn="true")
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    holder = etree.SubElement(extensions, "{urn:x}holder")
    holder.append(request)
    find(evil, "saml:Issuer").addnext(extensions)
    return evil


def _wrapped_with_signature(forge: Forge, request: Tree) -> Tree:
    """Likewise, and give the evil request the signature."""
    signature = find(request, "ds:Signature")
    evil = _wrapped(forge, request)
    evil.insert(1, signature)
    return evil


def _to_redirect(forge: Forge, _request: Tree) -> Tree:
    return _signed(forge, forge.authn_request())


@attacks_by(
    "send",
    [
        ("B088 unsigned by POST", _posted(_unsigned), _MISSING),
        ("B088 changed after signing", _posted(_changed), _INVALID),
        ("B088 signed by a stranger by POST", _posted(_by_a_stranger), _INVALID),
        ("B088 the signed request inside another", _posted(_wrapped), _STRUCTURE),
        ("B088 the signed request inside another that has its signature", _posted(_wrapped_with_signature), _STRUCTURE),
        ("B088 the Destination of Redirect", _posted(_to_redirect), _DESTINATION),
        (
            "B084 a SAMLResponse",
            lambda forge: requests.post(forge.post_address, {"SAMLResponse": "x"}, timeout=20),
            "message.missing",
        ),
    ],
)
def test_a_request_by_post_is_refused_and_goes_nowhere(forge: Forge, send: Send, code: str) -> None:
    verdict = forge.refuses_request(lambda: send(forge), code)
    assert not verdict.action


def test_a_right_request_by_post_is_taken(forge: Forge) -> None:
    answer = forge.between_controls(lambda: _posted()(forge))
    assert answer.status_code == 200, Verdict.of(answer).code


def test_a_request_serves_once_b088(forge: Forge) -> None:
    def attack() -> None:
        query = signed_query(forge)
        assert forge.ask_raw(query).status_code == 200
        Verdict.of(forge.ask_raw(query)).assert_refused("saml.request.replayed")

    forge.between_controls(attack)


def test_a_request_of_the_same_id_and_other_content_is_a_replay_b088(forge: Forge) -> None:
    def attack() -> None:
        known = fresh_id()
        assert forge.ask(forge.authn_request(ID=known)).status_code == 200
        refused = Verdict.of(forge.ask(forge.authn_request(ID=known, ForceAuthn="true")))
        refused.assert_refused("saml.request.replayed")

    forge.between_controls(attack)


def test_a_request_by_the_wrong_method_is_refused_b084(forge: Forge) -> None:
    def attack() -> None:
        query = signed_query(forge).decode()
        for answer in (
            requests.post(f"{forge.redirect}?{query}", timeout=20),
            requests.get(f"{forge.post_address}?{query}", timeout=20),
        ):
            verdict = Verdict.of(answer)
            assert (verdict.status, verdict.code) == (405, "page.unknown")

    forge.between_controls(attack)


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        pytest.param({"IsPassive": "true"}, "request.passive_impossible", "NoPassive", id="B064-passive"),
        pytest.param({}, "request.proxy_forbidden", "ProxyCountExceeded", id="B091-no-proxy"),
    ],
)
def test_what_cannot_be_granted_is_told_to_the_service_by_its_status(
    forge: Forge, change: dict[str, str], code: str, status: str
) -> None:
    def attack() -> Verdict:
        request = forge.authn_request(**change)
        if not change:
            etree.SubElement(request, f"{{{SAMLP}}}Scoping", ProxyCount="0")
        return Verdict.of(forge.ask(request))

    verdict = forge.between_controls(attack)
    if change:  # who asks silently is answered silently: by the message alone
        assert (verdict.status, verdict.released) == (200, None)
    else:
        verdict.assert_refused(code)
    assert code in str(verdict.told.xpath("string(//*[local-name()='StatusMessage'])"))
    assert verdict.action == forge.consumer
    codes = [found.get("Value") for found in verdict.told.iter(f"{{{SAMLP}}}StatusCode")]
    assert codes[-1].endswith(f":{status}")


@pytest.mark.parametrize("count", ["1", "99999999999999999999999"], ids=["B091-one", "B091-many"])
def test_a_service_that_allows_a_guichet_gets_one(forge: Forge, count: str) -> None:
    def attempt() -> Answer:
        request = forge.authn_request()
        etree.SubElement(request, f"{{{SAMLP}}}Scoping", ProxyCount=count)
        return forge.ask(request)

    assert forge.between_controls(attempt).status_code == 200


def test_a_proxy_count_of_thousands_of_digits_is_refused_b091(forge: Forge) -> None:
    def send() -> Answer:
        request = forge.authn_request()
        etree.SubElement(request, f"{{{SAMLP}}}Scoping", ProxyCount="9" * 5000)
        return forge.ask(request)

    forge.refuses_request(send, _SCHEMA)


def test_a_request_may_ask_for_post_by_name_or_leave_it_out_b084(forge: Forge) -> None:
    for binding in (HTTP_POST, None):
        answer = forge.ask(forge.authn_request(ProtocolBinding=binding))
        assert answer.status_code == 200, Verdict.of(answer).code


def test_a_guichet_that_loops_back_to_the_hub_is_not_followed_b091(forge: Forge) -> None:
    """The hub is no guichet of its own: no journey can name it, and its own answers are of another issuer."""

    def attack() -> None:
        visit = forge.open()
        answer = visit.browser.get(
            f"{forge.hub}/journey/guichet", params={"journey": visit.relay_state, "name": "gar"}, timeout=20
        )
        Verdict.of(answer).assert_refused("guichet.unknown")
        own = forge.control().released
        assert own.find(f"{{{SAML}}}Issuer").text == forge.hub_id
        visit.deliver(encoded(own)).assert_refused("message.issuer")

    forge.between_controls(attack)


def test_a_service_that_asks_for_a_card_is_told_that_there_was_none_b062(forge: Forge) -> None:
    def attack() -> Verdict:
        request = forge.authn_request()
        wanted = etree.SubElement(request, f"{{{SAMLP}}}RequestedAuthnContext", Comparison="exact")
        card = etree.SubElement(wanted, f"{{{SAML}}}AuthnContextClassRef")
        card.text = "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"
        browser = requests.Session()
        page = forge.ask(request, browser)
        visit = forge.choose("forge", journey_of(page), browser, request.get("ID"))
        return visit.deliver(visit.signed())

    verdict = forge.between_controls(attack)
    verdict.assert_refused("request.context_unavailable")
    codes = [found.get("Value") for found in verdict.told.iter(f"{{{SAMLP}}}StatusCode")]
    assert codes[-1].endswith(":NoAuthnContext")
