"""Owns the changes of registered metadata while the hub runs: E112 to E114 and E116 to E118, keys and addresses."""

import pytest
from lxml import etree

from tests.protocols.saml.saml_builders import (
    MD,
    Tree,
    a_party,
    copy_of,
    find,
    redirect_query,
)
from tests.security.forge import RELAY_STATE, Forge
from tests.security.registration import GUICHET, SERVICE
from tests.security.verdict import Verdict

_INVALID = "message.signature_invalid"


def _with_keys(metadata: Tree, *names: str) -> Tree:
    """Give metadata the signing keys of these parties, in this order."""
    descriptor = find(metadata, "//md:KeyDescriptor")
    for name in names:
        other = copy_of(descriptor)
        find(other, ".//ds:X509Certificate").text = a_party(name).certificate_body
        descriptor.addprevious(other)
    descriptor.getparent().remove(descriptor)
    return metadata


def test_two_keys_of_a_guichet_hold_during_rotation_and_a_removed_one_no_longer_e112_e113(forge: Forge) -> None:
    old, new = a_party("forge-guichet"), a_party("forge-guichet-next")

    def attack() -> None:
        both = _with_keys(forge.guichet_description(), "forge-guichet", "forge-guichet-next")
        with forge.publishing(GUICHET, both):
            for party in (old, new, old):
                visit = forge.open()
                forge.check_release(visit.deliver(visit.signed(party=party)), visit)
            waiting = forge.open()
            answer = waiting.signed(party=old)
            forge.publish(GUICHET, _with_keys(forge.guichet_description(), "forge-guichet-next"))
            waiting.deliver(answer).assert_refused(_INVALID)
            visit = forge.open()
            forge.check_release(visit.deliver(visit.signed(party=new)), visit)

    forge.between_controls(attack)


def test_two_keys_of_a_service_hold_during_rotation_and_a_removed_one_no_longer_e112_e113(forge: Forge) -> None:
    old, new = a_party("forge-service"), a_party("forge-service-next")

    def asked(party_name: str) -> Verdict:
        return Verdict.of(forge.ask_raw(redirect_query(forge.authn_request(), a_party(party_name), RELAY_STATE)))

    def attack() -> None:
        assert old != new
        both = _with_keys(forge.service_description(), "forge-service", "forge-service-next")
        with forge.publishing(SERVICE, both):
            assert (asked("forge-service").status, asked("forge-service-next").status) == (200, 200)
            forge.publish(SERVICE, _with_keys(forge.service_description(), "forge-service-next"))
            asked("forge-service").assert_refused(_INVALID)
            assert asked("forge-service-next").status == 200

    forge.between_controls(attack)


def test_an_expired_certificate_is_accepted_and_told_e114(forge: Forge) -> None:
    old = a_party("forge-expired", days=-900)
    forge.control()
    with forge.publishing(GUICHET, forge.guichet_description(old)):
        visit = forge.open()
        forge.check_release(visit.deliver(visit.signed(party=old)), visit)
        peer = forge.sandbox.shared.peers.find(forge.guichet_id)
        assert peer is not None
        assert any("expired" in warning.en for warning in peer.warnings)
    forge.control()


@pytest.mark.parametrize("promised", [True, False], ids=["E116-promised", "E116-not-promised"])
def test_a_service_that_promises_to_sign_is_held_to_it_whatever_its_contract_tolerates(
    forge: Forge, *, promised: bool
) -> None:
    contract = forge.sandbox.workspace.contracts / "forge.toml"
    before = contract.read_text()

    def attack() -> None:
        metadata = forge.service_description()
        find(metadata, "md:SPSSODescriptor").set("AuthnRequestsSigned", str(promised).lower())
        contract.write_text(f"{before}unsigned_requests_accepted = true\n")
        try:
            with forge.publishing(SERVICE, metadata):
                assert forge.sandbox.shared.contracts.by_resource("gar", "ark:/77777/forge")
                verdict = Verdict.of(forge.ask_raw(redirect_query(forge.authn_request(), None, RELAY_STATE)))
        finally:
            contract.write_text(before)
        assert forge.sandbox.shared.contracts.by_resource("gar", "ark:/77777/forge")
        if promised:
            verdict.assert_refused("message.signature_missing")
        else:
            assert verdict.status == 200

    forge.between_controls(attack)


def test_what_metadata_asks_for_never_widens_the_contract_e117(forge: Forge) -> None:
    metadata = forge.service_description()
    role = find(metadata, "md:SPSSODescriptor")
    wish = etree.SubElement(role, f"{{{MD}}}AttributeConsumingService", index="0", isDefault="true")
    name = etree.SubElement(wish, f"{{{MD}}}ServiceName")
    name.text = "x"
    name.set("{http://www.w3.org/XML/1998/namespace}lang", "fr")
    for code in ("P_MEL", "CIV", "DIV", "GRO", "E_MS4", "ENTPersonJointure", "mail"):
        etree.SubElement(wish, f"{{{MD}}}RequestedAttribute", Name=code, isRequired="true")
    with forge.publishing(SERVICE, metadata):
        forge.control()  # checks that exactly the contract's attributes leave


def test_a_changed_address_counts_at_once_and_the_former_no_longer_e118(forge: Forge) -> None:
    def attack() -> None:
        metadata = forge.service_description()
        find(metadata, "//md:AssertionConsumerService").set("Location", "https://forge.invalid/new")
        with forge.publishing(SERVICE, metadata):
            Verdict.of(forge.ask(forge.authn_request())).assert_refused("request.consumer")
            visit = forge.open(AssertionConsumerServiceURL="https://forge.invalid/new")
            verdict = visit.deliver(visit.signed())
            assert verdict.action == "https://forge.invalid/new"

    forge.between_controls(attack)


def test_an_address_withdrawn_during_a_journey_receives_nothing_e118(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        metadata = forge.service_description()
        find(metadata, "//md:AssertionConsumerService").set("Location", "https://forge.invalid/new")
        with forge.publishing(SERVICE, metadata):
            visit.deliver(visit.signed()).assert_refused("request.consumer")

    forge.between_controls(attack)


def test_a_service_that_is_gone_during_a_journey_is_told_nothing_e113(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        other = forge.service_description()
        other.set("entityID", "https://forge.invalid/elsewhere")
        with forge.publishing(SERVICE, other):
            visit.deliver(visit.signed()).assert_refused("service.unknown")

    forge.between_controls(attack)
