"""Owns which members of a federation can be chosen, what each may speak for, and what the sandbox itself publishes."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from broker.core.errors import ConfigurationError
from broker.core.issuer import FederationWay, Guichet, Issuer, SamlPaths
from broker.core.sentence import Sentence
from broker.definitions.federation_file import read_federation
from broker.definitions.workspace import DATA
from broker.saml.certificates import read_pems
from broker.saml.federations.aggregate import KeptAggregate
from broker.saml.federations.aggregate_writer import Registration
from broker.saml.federations.kept_copy import KeptCopy
from broker.saml.federations.member_guichets import MemberGuichets, name_of
from broker.saml.federations.publication import Publication, PublishedFederation
from broker.saml.metadata_trust import AggregateTrust, check_aggregate
from tests.protocols.saml.federation_source import an_aggregate, signed
from tests.protocols.saml.federation_yard import MovedClock
from tests.protocols.saml.saml_builders import NOW, Exchange, Tree, a_party, guichet_metadata

_SHIBMD = "urn:mace:shibboleth:metadata:1.0"
_TEMPLATE = Guichet("t", Sentence("", ""), Sentence("", ""), "", frozenset(), "said", "eppn")


def a_member(entity_id: str, *extensions: str, category: str = "") -> Tree:
    entity = guichet_metadata(Exchange(guichet=entity_id), a_party("member"))
    role = entity.find("{*}IDPSSODescriptor")
    holder = role.find("{*}Extensions")
    if holder is None:
        holder = etree.Element("{urn:oasis:names:tc:SAML:2.0:metadata}Extensions")
        role.insert(0, holder)
    for extension in extensions:
        holder.append(etree.fromstring(extension))
    if category:
        entity.insert(0, etree.fromstring(category))
    return entity


def a_scope(text: str, regexp: str = "false") -> str:
    return f'<s:Scope xmlns:s="{_SHIBMD}" regexp="{regexp}">{text}</s:Scope>'


def a_category(name: str, value: str) -> str:
    return (
        '<md:Extensions xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><a:EntityAttributes '
        'xmlns:a="urn:oasis:names:tc:SAML:metadata:attribute" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">'
        f'<saml:Attribute Name="http://macedir.org/{name}"><saml:AttributeValue>{value}</saml:AttributeValue>'
        "</saml:Attribute></a:EntityAttributes></md:Extensions>"
    )


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., tuple[Guichet, ...]]:
    """List the members of an aggregate of these entities."""

    def list_them(*entities: Tree) -> tuple[Guichet, ...]:
        copy = KeptCopy(tmp_path, "essai", b"secret")
        copy.write_document(signed(an_aggregate(*entities, valid_until=NOW + timedelta(days=9))))
        signers = read_pems(a_party("federation").certificate_pem)
        aggregate = KeptAggregate(copy, signers, MovedClock(), lists_members=True)
        members = MemberGuichets(FederationWay("essai", _TEMPLATE), aggregate)
        members.renew()
        return members.all()

    return list_them


def test_a_member_speaks_for_the_domains_written_out_in_the_signed_metadata(
    listed: Callable[..., tuple[Guichet, ...]],
) -> None:
    entity = a_member("https://a.example/idp", a_scope("a.example"), a_scope(".*", "true"), a_scope(".*", "1"))
    (guichet,) = listed(entity)
    assert guichet.rules.scopes == {"a.example"}
    assert guichet.entity_id == "https://a.example/idp"


def test_who_wants_to_be_hidden_and_who_is_described_twice_cannot_be_chosen(
    listed: Callable[..., tuple[Guichet, ...]],
) -> None:
    hidden = a_category("entity-category", "http://refeds.org/category/hide-from-discovery")
    found = listed(
        a_member("https://hidden.example/idp", category=hidden),
        a_member("https://twice.example/idp", a_scope("one.example")),
        a_member("https://twice.example/idp", a_scope("two.example")),
        a_member("https://seen.example/idp"),
    )
    assert [guichet.entity_id for guichet in found] == ["https://seen.example/idp"]


def test_the_categories_that_a_member_supports_are_kept(listed: Callable[..., tuple[Guichet, ...]]) -> None:
    supported = a_category("entity-category-support", "http://refeds.org/category/research-and-scholarship")
    (guichet,) = listed(a_member("https://a.example/idp", category=supported))
    assert guichet.categories == {"http://refeds.org/category/research-and-scholarship"}


def test_two_members_of_one_host_have_two_names() -> None:
    assert name_of("https://a.example/one") != name_of("https://a.example/two")
    assert name_of("https://a.example/one").startswith("a.example-")


def an_issuer(name: str) -> Issuer:
    title = Sentence(name, name)
    return Issuer(name, title, f"http://{name}.example", 0, f"http://{name}.example/idp", SamlPaths("/m", "/r", "/p"))


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    (tmp_path / "keys").mkdir(mode=0o700)
    members = ((an_issuer("u"), Registration(scopes=("u.example",), supports=("urn:x",))),)
    about = PublishedFederation("essai", Sentence("Essai", "Trial"), "https://essai.example/", members)
    return Publication(about, tmp_path / "published", tmp_path / "keys", MovedClock())


def test_what_is_published_is_renewed_each_day_and_verifies(publication: Publication) -> None:
    assert publication.renew()
    first = publication.read()
    assert not publication.renew()
    assert publication.read() == first
    clock = publication.clock
    assert isinstance(clock, MovedClock)
    clock.moment += timedelta(days=1)
    assert publication.renew()
    trust = AggregateTrust(read_pems(publication.read_certificate()), timedelta(days=30), NOW)
    terms = check_aggregate(publication.read(), trust, now=clock.now())
    assert timedelta(days=8) <= terms.valid_until - clock.now() <= timedelta(days=9)
    assert terms.cache_duration == timedelta(hours=1)


def test_what_is_published_registers_the_domains_and_leaves_out_the_members_own_end(publication: Publication) -> None:
    publication.renew()
    root = etree.fromstring(publication.read())
    (entity,) = root.findall("{*}EntityDescriptor")
    assert entity.get("validUntil") is None
    assert entity.find("{http://www.w3.org/2000/09/xmldsig#}Signature") is None
    assert [scope.text for scope in entity.iter(f"{{{_SHIBMD}}}Scope")] == ["u.example"]
    assert len(root.findall("{http://www.w3.org/2000/09/xmldsig#}Signature")) == 1


def test_the_shipped_federation_leaves_out_an_issuer_that_is_switched_off() -> None:
    urls = {"hub-fer": "http://h.example"}
    whole = read_federation(DATA / "federations", "preau-fer", (an_issuer("universite"), an_issuer("hub-fer")), urls)
    less = read_federation(DATA / "federations", "preau-fer", (an_issuer("hub-fer"),), urls)
    assert len(whole.members) == len(less.members) + 1


@pytest.mark.parametrize(
    "lines", ['issuer = "u"\nentity_id = "x"', "", 'entity_id = "https://x.example/idp"', 'issuer = "u"\npart = "x"']
)
def test_a_member_that_is_neither_one_nor_the_other_is_told(tmp_path: Path, lines: str) -> None:
    (tmp_path / "essai.toml").write_text(
        'title = { fr = "e", en = "e" }\nuri = "https://e.example/"\ninvented_sign_on = "http://x/"\n'
        f'invented_certificate = "x.pem"\n[[members]]\n{lines}\n'
    )
    with pytest.raises(ConfigurationError) as refused:
        read_federation(tmp_path, "essai", (), {})
    assert "members.0" in str(refused.value)
