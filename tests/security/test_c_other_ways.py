"""Owns what else could end a session or tell of a person: C096 by a link alone, C097 by profiles not served."""

import pytest
import requests
from lxml import etree

from tests.journeys.sign_out_service import hub_address, post_soap
from tests.protocols.saml.logout_builders import SOAP_BINDING, message_query, signed, soap_of
from tests.protocols.saml.saml_builders import HTTP_REDIRECT, MD, SAML, SAMLP, Tree, instant
from tests.sandbox import Sandbox
from tests.security.logout import Scene, a_scene, read

_NOT_SERVED = {
    f"{{{MD}}}{name}"
    for name in ("ArtifactResolutionService", "AttributeService", "AttributeAuthorityDescriptor", "AuthzService")
} | {f"{{{MD}}}{name}" for name in ("AssertionIDRequestService", "ManageNameIDService", "NameIDMappingService")}
_PATHS = (
    "/idp/profile/SAML2/SOAP/AttributeQuery",
    "/idp/profile/SAML2/SOAP/ArtifactResolution",
    "/idp/profile/SAML1/SOAP/AttributeQuery",
    "/idp/profile/SAML2/Artifact/SSO",
)


@pytest.mark.parametrize("path", ["/sign-out", "/sign-out/next", "/sign-out/result"])
def test_c096_a_link_alone_ends_nothing(sandbox: Sandbox, path: str) -> None:
    with a_scene(sandbox) as scene:
        scene.browser.get(f"{sandbox.home}{path}")
        scene.browser.get(f"{sandbox.urls['ent-cour']}{path}")
        scene.check_control()


def test_c096_a_link_with_an_unsigned_request_ends_nothing(sandbox: Sandbox) -> None:
    with a_scene(sandbox) as scene:
        query = message_query("SAMLRequest", scene.service.request(scene.named), None)
        page = scene.browser.http.get(f"{hub_address(sandbox, HTTP_REDIRECT)}?{query}", timeout=15)
        assert read(page).code == "message.signature_missing"
        scene.check_control()


def test_c096_a_form_of_another_site_without_a_signature_ends_nothing(sandbox: Sandbox) -> None:
    with a_scene(sandbox) as scene:
        for path in ("/sign-out", "/idp/profile/SAML2/POST/SLO"):
            answer = scene.browser.http.post(f"{sandbox.home}{path}", data={"x": "y"}, timeout=15)
            assert read(answer).code in {"form.forged", "message.missing"}
        scene.check_control()


@pytest.mark.parametrize("path", _PATHS)
def test_c097_no_address_takes_attribute_queries_or_resolves_artifacts(sandbox: Sandbox, path: str) -> None:
    with a_scene(sandbox) as scene:
        for url in sandbox.sites.values():
            answer = requests.post(f"{url}{path}", data=soap_of(_query(scene)), timeout=15)
            assert answer.status_code in {404, 405}, url


@pytest.mark.parametrize("kind", ["AttributeQuery", "ArtifactResolve", "ManageNameIDRequest"])
def test_c097_the_address_of_sign_out_takes_no_other_message_of_a_known_service(sandbox: Sandbox, kind: str) -> None:
    with a_scene(sandbox) as scene:
        message = signed(_query(scene, kind), scene.key)
        came = read(post_soap(hub_address(sandbox, SOAP_BINDING), soap_of(message)))
        assert (came.status, came.code) == (500, "message.schema")
        scene.check_control()


def test_c097_no_metadata_announces_such_a_profile(sandbox: Sandbox) -> None:
    for issuer in sandbox.shared.issuers:
        metadata = etree.fromstring(requests.get(f"{issuer.url}{issuer.paths.metadata}", timeout=15).content)
        assert {element.tag for element in metadata.iter()} & _NOT_SERVED == set()
        ways = metadata.findall(f".//{{{MD}}}SingleLogoutService")
        served = 3 if issuer.paths.sign_out is not None else 0  # FranceConnect and ProConnect end sessions by OIDC
        assert len({way.get("Binding") for way in ways}) == served, "and the one that is served, it does"


def _query(scene: Scene, kind: str = "AttributeQuery") -> Tree:
    now = instant(scene.sandbox.clock.now())
    return etree.fromstring(
        f'<samlp:{kind} xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_query" Version="2.0" IssueInstant="{now}">'
        f"<saml:Issuer>{scene.service.entity_id}</saml:Issuer>"
        f"<saml:Subject><saml:NameID>{scene.named.name_id}</saml:NameID></saml:Subject></samlp:{kind}>"
    )
