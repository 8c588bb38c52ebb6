"""The complete answers of guichets: heard as any answer is, under every profile that the guichet can tell."""

from dataclasses import replace

from broker.core.fact_names import FactName
from broker.core.issuer import Guichet
from broker.core.profile import Profile
from broker.core.review.complete_person import SourceKind
from broker.core.said_identity import SAID
from broker.core.said_rules import Reading, SaidRules
from broker.core.sentence import Sentence
from broker.login.complete_answers import complete_answers

_WORDS = Sentence("", "")
_GUICHET = Guichet(
    name="academie",
    title=_WORDS,
    description=_WORDS,
    entity_id="https://academie.example/idp",
    projects=frozenset(),
    key_kind=SAID,
    key_attribute="ct-remote-user",
    facts=(
        (FactName.UID, ("ct-remote-user",)),
        (FactName.MAIL, ("ctemail", "mail")),
        (FactName.FUNCTION, ("FrEduFonctAdm",)),
        (FactName.POSTINGS, ("FrEduRne",)),
    ),
    rules=SaidRules(frozenset({FactName.MAIL}), frozenset({"ac-preau.example"})),
)


def test_a_guichet_of_agents_tells_of_each_profile_that_a_function_gives() -> None:
    people = complete_answers(_GUICHET)
    assert {person.profile for person in people} >= {Profile.TEACHER, Profile.HEAD, Profile.ACADEMY_STAFF}
    assert {person.origin for person in people} == {"academie"}
    assert all(person.identity.mail.source == "academie: ctemail" for person in people)


def test_the_values_keep_to_the_guichets_rules() -> None:
    for person in complete_answers(_GUICHET):
        assert all(value.endswith("@ac-preau.example") for value in person.identity.mail.values)


def test_what_is_said_when_one_attribute_is_missing_is_heard_too() -> None:
    [teacher] = [person for person in complete_answers(_GUICHET) if person.profile is Profile.TEACHER]
    without = {variant.source.name: variant.identity for variant in teacher.removed}
    assert without["ctemail"].mail.source == "academie: mail"
    assert all(variant.source.kind is SourceKind.GUICHET for variant in (*teacher.changed, *teacher.removed))


def test_a_variant_that_the_rules_refuse_is_nobody() -> None:
    alone = replace(_GUICHET, facts=((FactName.MAIL, ("ctemail",)), (FactName.FUNCTION, ("FrEduFonctAdm",))))
    for person in complete_answers(alone):
        assert "ctemail" not in {variant.source.name for variant in person.removed}


def test_a_member_of_a_federation_is_read_as_an_agent() -> None:
    facts = ((FactName.PRINCIPAL, ("eppn",)), (FactName.AFFILIATIONS, ("affiliation",)))
    member = replace(_GUICHET, facts=facts, rules=SaidRules(reading=Reading.SUPANN_AGENT))
    found = {person.profile: person.identity for person in complete_answers(member)}
    assert found[Profile.TEACHER].fact(FactName.FUNCTION).source == "academie: affiliation → FrEduFonctAdm"


def test_of_people_who_are_in_a_directory_a_guichet_tells_nothing() -> None:
    assert complete_answers(replace(_GUICHET, key_kind="mail")) == ()
