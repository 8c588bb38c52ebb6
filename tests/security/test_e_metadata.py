"""Owns the attacks on metadata dropped into the workspace: E107 to E110, E113, E115 and B088, while the hub runs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from lxml import etree

from tests.protocols.saml.saml_builders import (
    DS,
    HTTP_POST,
    MD,
    Exchange,
    Tree,
    a_party,
    find,
    guichet_metadata,
    instant,
    redirect_query,
    service_metadata,
)
from tests.security.attack import attacks_by
from tests.security.canary import Canary
from tests.security.forge import EVIL, RELAY_STATE, Forge
from tests.security.registration import GUICHET, SERVICE
from tests.security.verdict import Verdict

_EXPIRED, _UNREADABLE, _WEAK = "metadata.expired", "metadata.unreadable", "metadata.key_weak"
_ENDPOINT, _NO_ENDPOINT, _NO_KEY = "metadata.endpoint", "metadata.endpoint_missing", "metadata.key_missing"
_INVALID = "message.signature_invalid"
Change = Callable[[Forge, Tree], None]


def _ends(shift: timedelta, path: str = ".") -> Change:
    return lambda forge, tree: find(tree, path).set("validUntil", instant(forge.sandbox.clock.now() + shift))


def _keyed(kind: str) -> Change:
    def change(_forge: Forge, tree: Tree) -> None:
        for certificate in tree.iter(f"{{{DS}}}X509Certificate"):
            certificate.text = a_party("weak", kind).certificate_body

    return change


def _located(location: str) -> Change:
    return lambda _forge, tree: find(tree, "//md:AssertionConsumerService").set("Location", location)


def _without(path: str) -> Change:
    def change(_forge: Forge, tree: Tree) -> None:
        element = find(tree, path)
        element.getparent().remove(element)

    return change


def _certificate(text: str) -> Change:
    return lambda _forge, tree: setattr(find(tree, "//ds:X509Certificate"), "text", text)


@attacks_by(
    "change",
    [
        ("E107 expired", _ends(timedelta(days=-1)), _EXPIRED),
        ("E107 expired a second ago", _ends(timedelta(seconds=-1)), _EXPIRED),
        ("E107 an expired role", _ends(timedelta(days=-1), "md:SPSSODescriptor"), _EXPIRED),
        ("E107 an end without zone", lambda _f, tree: tree.set("validUntil", "2026-09-14T08:00:00"), _UNREADABLE),
        ("E115 RSA of 1024 bits", _keyed("rsa-1024"), _WEAK),
        ("E115 no certificate", _certificate("AAAA"), _NO_KEY),
        ("E115 a certificate cut short", _certificate("MIIB"), _NO_KEY),
        ("B088 an address with a user", _located("https://a:b@forge.invalid/acs"), _ENDPOINT),
        ("B088 an address with a fragment", _located("https://forge.invalid/acs#x"), _ENDPOINT),
        ("B088 a script for an address", _located("javascript:alert(1)"), _ENDPOINT),
        ("B088 a file for an address", _located("file:///etc/passwd"), _ENDPOINT),
        ("B088 no scheme", _located("//evil.invalid/acs"), _ENDPOINT),
        ("B088 a line break in an address", _located("https://forge.invalid/acs\r\nX: y"), _ENDPOINT),
        ("B088 no consumer at all", _without("md:SPSSODescriptor"), "service.unknown"),
        (
            "E115 an index of thousands of digits",
            lambda _f, t: find(t, "//md:AssertionConsumerService").set("index", "0" * 5000),
            _UNREADABLE,
        ),
        (
            "E108 the entityID of nobody",
            lambda _f, tree: tree.set("entityID", "https://evil.invalid/"),
            "service.unknown",
        ),
    ],
)
def test_a_service_of_wrong_metadata_is_served_nothing(forge: Forge, change: Change, code: str) -> None:
    def attack() -> None:
        metadata = forge.service_description()
        change(forge, metadata)
        with forge.publishing(SERVICE, metadata):
            Verdict.of(forge.ask(forge.authn_request())).assert_refused(code)

    forge.between_controls(attack)


@attacks_by(
    "change",
    [
        ("E107 expired", _ends(timedelta(days=-1)), _EXPIRED),
        ("E115 RSA of 1024 bits", _keyed("rsa-1024"), _WEAK),
        ("E113 no key any more", _without("//md:KeyDescriptor"), _NO_KEY),
        ("E113 another key", _keyed("rsa-2048"), _INVALID),
    ],
)
def test_a_guichets_answer_counts_by_its_metadata_of_this_moment(forge: Forge, change: Change, code: str) -> None:
    def attack() -> None:
        visit = forge.open()
        answer = visit.signed()
        metadata = forge.guichet_description()
        change(forge, metadata)
        with forge.publishing(GUICHET, metadata):
            visit.deliver(answer).assert_refused(code)

    forge.between_controls(attack)


def test_metadata_that_ends_while_the_hub_runs_is_refused_from_then_on_e107(forge: Forge) -> None:
    def attack() -> None:
        metadata = forge.service_description()
        _ends(timedelta(minutes=2))(forge, metadata)
        with forge.publishing(SERVICE, metadata):
            assert forge.ask(forge.authn_request()).status_code == 200
            forge.sandbox.clock.shift += timedelta(minutes=3)
            try:
                Verdict.of(forge.ask(forge.authn_request())).assert_refused(_EXPIRED)
            finally:
                forge.sandbox.clock.shift -= timedelta(minutes=3)

    forge.between_controls(attack)


def test_a_guichet_without_an_address_by_redirect_is_not_asked(forge: Forge) -> None:
    def attack() -> None:
        metadata = forge.guichet_description()
        find(metadata, "//md:SingleSignOnService").set("Binding", HTTP_POST)
        visit = forge.open("ent-cour")
        parameters = {"journey": visit.relay_state, "name": "forge"}
        with forge.publishing(GUICHET, metadata):
            answer = visit.browser.get(f"{forge.hub}/journey/guichet", params=parameters, allow_redirects=False)
        Verdict.of(answer).assert_refused(_NO_ENDPOINT)

    forge.between_controls(attack)


@contextmanager
def _dropped(folder: Path, name: str, content: Tree | bytes) -> Iterator[None]:
    """Drop one more file beside the others."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else etree.tostring(content))
    try:
        yield
    finally:
        path.unlink()


def test_two_files_of_one_name_serve_nobody_until_one_is_gone_e109(forge: Forge) -> None:
    def attack() -> None:
        twin = forge.service_description(a_party("stranger"))
        with _dropped(forge.sandbox.workspace.services, "twin.xml", twin):
            Verdict.of(forge.ask(forge.authn_request())).assert_refused("metadata.ambiguous")
            forged = redirect_query(forge.authn_request(), a_party("stranger"), RELAY_STATE)
            Verdict.of(forge.ask_raw(forged)).assert_refused("metadata.ambiguous")

    forge.between_controls(attack)


def test_nobody_takes_the_name_of_our_own_guichets_e108_e109(forge: Forge) -> None:
    def attack() -> None:
        name = f"{forge.sandbox.urls['ent-cour']}/idp/metadata"
        evil = guichet_metadata(Exchange(guichet=name, sign_on="https://evil.invalid/sso"), forge.guichet_key)
        with _dropped(forge.sandbox.workspace.guichets, "evil.xml", evil):
            visit = forge.open("ent-cour")
            assert visit.request_url.startswith(forge.sandbox.urls["ent-cour"])
            response = visit.unsigned(EVIL)
            for path in ("saml:Issuer", "saml:Assertion/saml:Issuer"):
                find(response, path).text = name
            visit.deliver(visit.sign(response)).assert_refused(_INVALID)

    forge.between_controls(attack)


def test_a_second_entity_hidden_in_a_service_of_its_own_is_told_apart_e108(forge: Forge) -> None:
    """The hub finds by the name it will read: the two ways to write one name are one name or none."""

    def attack() -> None:
        metadata = etree.tostring(forge.service_description())
        written = metadata.replace(b"https://forge.invalid/service", b"https://forge.invalid/ser&#118;ice", 1)
        with forge.publishing(SERVICE, written):
            verdict = Verdict.of(forge.ask(forge.authn_request()))
            assert verdict.code in {"service.unknown", "metadata.entity_other"}

    forge.between_controls(attack)


_HOSTILE = {
    "E110 a DOCTYPE with an address": b'<!DOCTYPE r [<!ENTITY e SYSTEM "{canary}/metadata">]>{xml}',
    "E110 a billion laughs": b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>{xml}',
    "E110 nested descriptors": b"<md:EntitiesDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'>" * 5000,
    "E110 no end": b"{xml}"[:-1],
    "E110 UTF-16": "<x/>".encode("utf-16"),
    "E110 nothing": b"",
    "E110 noise": bytes(range(256)) * 4096,
}


@pytest.mark.parametrize("octets", [pytest.param(v, id=k.replace(" ", "-")) for k, v in _HOSTILE.items()])
def test_a_hostile_file_is_a_problem_to_show_and_hinders_nobody(forge: Forge, canary: Canary, octets: bytes) -> None:
    def attack() -> None:
        other = etree.tostring(service_metadata(Exchange(service="https://evil.invalid/service")))
        content = octets.replace(b"{canary}", canary.url.encode()).replace(b"{xml}", other)
        began = time.monotonic()
        with _dropped(forge.sandbox.workspace.services, "hostile.xml", content):
            forge.control()
            assert any("hostile.xml" in problem.file for problem in forge.sandbox.shared.peers.problems)
        assert time.monotonic() - began < 3

    forge.between_controls(attack)
    assert not canary.calls


def test_ten_thousand_services_beside_ours_do_not_stop_it_e110(forge: Forge) -> None:
    def attack() -> None:
        one = etree.tostring(forge.service_description()).replace(b"https://forge.invalid/service", b"urn:x:%d", 1)
        body = b"".join(one % number for number in range(10_000))
        group = b"<md:EntitiesDescriptor xmlns:md='%s'>%s</md:EntitiesDescriptor>" % (MD.encode(), body)
        with _dropped(forge.sandbox.workspace.services, "federation.xml", group):
            forge.control()
            assert len(forge.sandbox.shared.peers.names()) > 10_000

    forge.between_controls(attack)


def test_the_hub_is_alive_after_all_this(forge: Forge) -> None:
    assert requests.get(f"{forge.hub}/", timeout=20).status_code == 200
