"""Owns the attacks by LogoutRequests: C092 and C093, over every binding, each followed by a right one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from broker.lab.browser import Browser
from tests.journeys.sign_out_pages import is_signed_in_at_hub
from tests.protocols.saml.logout_builders import SOAP_BINDING, Named, signed
from tests.protocols.saml.saml_builders import HTTP_POST, SAML, SAMLP, TRANSIENT, Party, Tree, a_party, copy_of
from tests.sandbox import Sandbox
from tests.security.logout import BINDINGS, UNKNOWN, Scene, a_scene

_PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
Deed = Callable[[Scene, str], tuple[Tree, Party | None]]


def _changed(**attributes: str) -> Deed:
    def deed(scene: Scene, binding: str) -> tuple[Tree, Party]:
        request = scene.service.request(scene.named, binding)
        for name, value in attributes.items():
            request.set(name, value)
        return request, scene.key

    return deed


def _named(**changes: Any) -> Deed:  # noqa: ANN401 - any field of Named
    def deed(scene: Scene, binding: str) -> tuple[Tree, Party]:
        return scene.service.request(replace(scene.named, **changes), binding), scene.key

    return deed


def _issued(shift: timedelta) -> Deed:
    def deed(scene: Scene, binding: str) -> tuple[Tree, Party]:
        now = scene.sandbox.clock.now() + shift
        return scene.service.request(scene.named, binding, now=now), scene.key

    return deed


def _unsigned(scene: Scene, binding: str) -> tuple[Tree, None]:
    return scene.service.request(scene.named, binding), None


def _by_a_stranger(scene: Scene, binding: str) -> tuple[Tree, Party]:
    return scene.service.request(scene.named, binding), a_party("stranger")


def _by_another_service_in_this_ones_name(scene: Scene, binding: str) -> tuple[Tree, Party]:
    return scene.service.request(scene.named, binding), a_party(scene.other.own.name)


def _by_another_service_in_its_own_name(scene: Scene, binding: str) -> tuple[Tree, Party]:
    return scene.other.request(scene.named, binding), a_party(scene.other.own.name)


def _by_nobody(scene: Scene, binding: str) -> tuple[Tree, Party]:
    request = scene.service.request(scene.named, binding)
    request.find(f"{{{SAML}}}Issuer").text = "https://nobody.example/saml"
    return request, scene.key


def _for_another_address(scene: Scene, binding: str) -> tuple[Tree, Party]:
    request = scene.service.request(scene.named, binding)
    request.set("Destination", f"{scene.sandbox.urls['ent-cour']}/idp/SLO/Redirect")
    return request, scene.key


def _over(scene: Scene, binding: str) -> tuple[Tree, Party]:
    request = scene.service.request(scene.named, binding)
    request.set("NotOnOrAfter", request.get("IssueInstant"))
    return request, scene.key


REFUSED: list[tuple[str, Deed, str]] = [
    ("C092 unsigned", _unsigned, "message.signature_missing"),
    ("C092 signed by a stranger", _by_a_stranger, "message.signature_invalid"),
    ("C092 signed by another service", _by_another_service_in_this_ones_name, "message.signature_invalid"),
    ("C092 by nobody known", _by_nobody, "service.unknown"),
    ("C092 of an hour ago", _issued(-timedelta(hours=1)), "message.issue_instant"),
    ("C092 of tomorrow", _issued(timedelta(days=1)), "message.issue_instant"),
    ("C092 over", _over, "message.expired"),
    ("C092 for another address", _for_another_address, "message.destination"),
    ("C092 of another version", _changed(Version="1.1"), "message.version"),
]
NOBODYS: list[tuple[str, Deed]] = [
    ("C092 by another service in its own name", _by_another_service_in_its_own_name),
    ("C092 with another NameID", _named(name_id="_somebody-else")),
    ("C092 with another Format", _named(name_id_format=_PERSISTENT)),
    ("C092 with another NameQualifier", _named(qualifiers=("https://elsewhere.example", None))),
    ("C092 with another SPNameQualifier", _named(qualifiers=(None, "https://elsewhere.example"))),
    ("C093 with the index of another session", _named(index="_another")),
]


def _ids(rows: list[Any]) -> list[str]:
    return [row[0].replace(" ", "-") for row in rows]


@pytest.fixture(scope="module")
def lasting(sandbox: Sandbox) -> Iterator[Scene]:
    """Give one session to every attack; a right request ends it at last, so that it could have been ended."""
    with a_scene(sandbox) as scene:
        yield scene
        scene.check_control()


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize(("deed", "code"), [row[1:] for row in REFUSED], ids=_ids(REFUSED))
def test_a_forged_request_is_refused_and_ends_nothing(lasting: Scene, binding: str, deed: Deed, code: str) -> None:
    came = lasting.deliver(*_arranged(deed(lasting, binding), binding))
    denied = binding == SOAP_BINDING and came.codes == ("Requester", "RequestDenied")
    assert came.code == code or denied
    assert lasting.is_signed_in


def _arranged(built: tuple[Tree, Party | None], binding: str) -> tuple[Tree, str, Party | None]:
    return built[0], binding, built[1]


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize("deed", [row[1] for row in NOBODYS], ids=_ids(NOBODYS))
def test_a_request_that_names_nobody_is_told_so_and_ends_nothing(lasting: Scene, binding: str, deed: Deed) -> None:
    came = lasting.deliver(*_arranged(deed(lasting, binding), binding))
    assert came.code == "saml.sign_out.unknown_principal" or list(came.codes) == UNKNOWN
    assert lasting.is_signed_in


@pytest.mark.parametrize("binding", BINDINGS)
def test_c092_what_the_nameid_leaves_out_means_the_two_sides(sandbox: Sandbox, binding: str) -> None:
    with a_scene(sandbox) as scene:
        bare = Named(scene.named.name_id, scene.named.index, None)
        assert scene.deliver(scene.service.request(bare, binding), binding, scene.key).codes[:1] == ("Success",)
        assert not scene.is_signed_in


@pytest.mark.parametrize("binding", BINDINGS)
def test_c092_the_same_message_ends_one_session_and_not_the_next(sandbox: Sandbox, binding: str) -> None:
    with a_scene(sandbox, identifier="pseudonym") as scene:
        request = scene.service.request(replace(scene.named, index=None), binding)
        assert scene.deliver(copy_of(request), binding, scene.key).codes[:1] == ("Success",)
        again = scene.service.open_in(scene.browser)
        assert again.name_id == scene.named.name_id, "a pseudonym stays"
        came = scene.deliver(copy_of(request), binding, scene.key)
        assert came.code == "saml.request.replayed" or came.codes == ("Requester", "RequestDenied")
        replace(scene, named=again).check_control()


@pytest.mark.parametrize("binding", [HTTP_POST, SOAP_BINDING])
def test_c092_a_signed_request_wrapped_in_a_forged_one_counts_for_nothing(sandbox: Sandbox, binding: str) -> None:
    with a_scene(sandbox) as scene:
        genuine = signed(scene.service.request(replace(scene.named, name_id="_mine"), binding), scene.key)
        forged = scene.service.request(scene.named, binding)
        extensions = etree.Element(f"{{{SAMLP}}}Extensions")
        etree.SubElement(extensions, "{urn:example}wrapper").append(genuine)
        forged.insert(1, extensions)
        assert scene.deliver(copy_of(forged), binding).code == "message.signature_structure"
        forged.insert(1, copy_of(genuine[1]))
        assert scene.deliver(forged, binding).code == "message.signature_structure"
        scene.check_control()


def test_c093_of_several_sessions_of_one_person_only_the_one_named_ends(sandbox: Sandbox) -> None:
    with a_scene(sandbox, identifier="pseudonym") as scene:
        elsewhere = Browser()
        there = scene.service.open_in(elsewhere)
        assert (there.name_id, there.index) != (scene.named.name_id, scene.named.index)
        assert there.name_id == scene.named.name_id
        request = scene.service.request(there, SOAP_BINDING)
        assert scene.deliver(request, SOAP_BINDING, scene.key).codes == ("Success",)
        assert not is_signed_in_at_hub(elsewhere, sandbox)
        scene.check_control()


def test_c093_without_an_index_every_session_of_that_person_at_that_service_ends(sandbox: Sandbox) -> None:
    with a_scene(sandbox, identifier="pseudonym") as scene:
        elsewhere, somebody = Browser(), Browser()
        scene.service.open_in(elsewhere)
        scene.service.open_in(somebody, "thanh.nguyen")
        request = scene.service.request(replace(scene.named, index=None), SOAP_BINDING)
        assert scene.deliver(request, SOAP_BINDING, scene.key).codes == ("Success",)
        assert not scene.is_signed_in
        assert not is_signed_in_at_hub(elsewhere, sandbox)
        assert is_signed_in_at_hub(somebody, sandbox)


def test_c093_the_other_service_that_knows_the_person_by_the_same_pseudonym_is_told_too(sandbox: Sandbox) -> None:
    with a_scene(sandbox, identifier="pseudonym") as scene, a_scene(sandbox, identifier="pseudonym") as second:
        named = second.service.open_in(scene.browser)
        assert (named.name_id, named.name_id_format) == (scene.named.name_id, _PERSISTENT)
        assert named.name_id_format != TRANSIENT
        request = scene.service.request(scene.named, SOAP_BINDING)
        assert scene.deliver(request, SOAP_BINDING, scene.key).codes == ("Success",)
        assert len(second.service.memory.asked) == 1
        assert scene.service.memory.asked == []
