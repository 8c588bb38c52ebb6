"""Following values from hub to hub: by the hub's own contract at the guichet that it asks, in whatever language."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from broker.core.contract import Contract
from broker.core.identity import Fact
from broker.core.issuer import FederationWay, Guichet, Issuer, SamlPaths
from broker.core.oidc_upstream import OidcUpstream
from broker.core.review.carried_name import EACH_VALUE, CarriedName
from broker.core.review.complete_person import CompletePerson, Source, SourceKind, Variant
from broker.core.said_identity import SAID
from broker.core.sentence import Sentence
from broker.core.terms import OidcTerms
from broker.flows.lineage_desk import LineageDesk
from broker.flows.reviewed_people import ReviewedPeople
from tests.builders import HandClock, a_contract, a_key, a_teacher
from tests.core.review.flow_people import complete

_WORDS = Sentence("", "")
_PATHS = SamlPaths("/metadata", "/redirect", "/post", "/consumer")
_ABOVE = Issuer("above", _WORDS, "https://above.example", 1, "https://above.example/idp", _PATHS)
_HUB = Issuer("hub", _WORDS, "https://hub.example", 2, "https://hub.example/idp", _PATHS)
_GUICHET = Guichet("way", _WORDS, _WORDS, _ABOVE.entity_id, frozenset(), SAID, "key")
_TOLD = a_contract("NOM", name="hub-at-above", issuer="above", entity_id=_HUB.entity_id)
_TELLS = a_contract("NOM", name="service", issuer="hub")


def _by_saml() -> tuple[Issuer, Contract]:
    return replace(_HUB, guichets=(_GUICHET,)), _TOLD


def _by_openid_connect() -> tuple[Issuer, Contract]:
    asked = OidcUpstream(issuer="https://above.example/api", client_id="hub")
    guichet = replace(_GUICHET, entity_id="", protocol="oidc", oidc=asked)
    return replace(_HUB, guichets=(guichet,)), replace(
        _TOLD, saml=None, oidc=OidcTerms("hub", ("https://hub.example/",))
    )


def _by_a_federation() -> tuple[Issuer, Contract]:
    return replace(_HUB, federation=FederationWay("members", replace(_GUICHET, entity_id=""))), _TOLD


def _heard() -> CompletePerson:
    """Return somebody whose surname a hub hears from its way, under the name by which it is carried."""
    teacher = a_teacher()
    source = Source(SourceKind.GUICHET, "way", "carried NOM")
    other = Variant(source, replace(teacher, family_name=Fact(("Autre",), "way: carried NOM")))
    profile = teacher.memberships[0].profile
    return CompletePerson(SourceKind.GUICHET, "way", profile, teacher, (other,))


def _desk(hub: Issuer, told: Contract) -> LineageDesk:
    people = {"above": (complete(a_teacher()),), "hub": (_heard(),)}
    contracts = {"above": (told,), "hub": (_TELLS,)}
    clock = HandClock()
    return LineageDesk(
        clock,
        (hub, _ABOVE),
        lambda issuer: contracts[issuer.name],
        ReviewedPeople(clock, lambda issuer: people[issuer.name]),
        a_key,
        lambda _contract, _issuer, code: (CarriedName("saml", "statement", f"carried {code}", EACH_VALUE),),
    )


@pytest.mark.parametrize("way", [_by_saml, _by_openid_connect, _by_a_federation])
def test_what_a_hub_is_told_goes_on_to_its_services(way: Callable[[], tuple[Issuer, Contract]]) -> None:
    found = _desk(*way()).of_source("sn")
    assert [(one.contract.name, [hub.name for hub in one.via]) for one in found] == [
        ("hub-at-above", []),
        ("service", ["hub-at-above"]),
    ]


def test_a_contract_of_somebody_else_leads_to_no_hub() -> None:
    hub, told = _by_saml()
    other = replace(told, saml=replace(told.saml, entity_id="https://other.example/idp") if told.saml else None)
    assert [one.contract.name for one in _desk(hub, other).of_source("sn")] == ["hub-at-above"]


def test_another_guichet_of_the_hub_says_nothing_of_it() -> None:
    hub = replace(_HUB, guichets=(replace(_GUICHET, entity_id="https://other.example/idp"),))
    assert [one.contract.name for one in _desk(hub, _TOLD).of_source("sn")] == ["hub-at-above"]


def test_a_name_is_meant_as_it_is_spelled_where_somebody_spells_it_so() -> None:
    desk = _desk(*_by_saml())
    assert {source.name for source in desk.sources()} >= {"sn", "carried NOM"}
    assert [one.contract.name for one in desk.of_source("SN")] == ["hub-at-above", "service"]
    assert [one.contract.name for one in desk.of_source("way:carried NOM")] == ["service"]


def test_what_is_read_and_reaches_nobody_is_named() -> None:
    silent = {source.name for source in _desk(*_by_saml()).silent_sources()}
    assert silent == {"givenName", "personalTitle", "ENTPersonSexe"}


def test_a_lineage_is_followed_again_where_its_contract_has_changed() -> None:
    contracts: list[Contract] = [a_contract("NOM", name="service", issuer="above")]
    clock, person = HandClock(), complete(a_teacher())
    desk = LineageDesk(
        clock,
        (_ABOVE,),
        lambda _issuer: tuple(contracts),
        ReviewedPeople(clock, lambda _issuer: (person,)),
        a_key,
        lambda _contract, _issuer, _code: (),
    )
    assert [one.thread.code for one in desk.of_attribute("NOM")] == ["NOM"]
    contracts[0] = a_contract("PRE", name="service", issuer="above")
    assert desk.of_attribute("NOM") == ()
    assert [one.thread.code for one in desk.of_attribute("PRE")] == ["PRE"]
