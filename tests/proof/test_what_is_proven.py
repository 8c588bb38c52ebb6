"""A proof passes what is right, counts what it checked, and names the very cell where anything leaks or lacks."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

import pytest

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.contract import Contract
from broker.core.minimisation import decide
from broker.core.profile import Profile
from broker.core.refusals.decision import NoSchool
from broker.core.release import Release
from broker.proof.carrier import Carried, Encoding
from broker.proof.fact_forms import FORMS, NUMBERS
from broker.proof.ground import Ground
from broker.proof.marks import ValueClass, plant
from broker.proof.mutants.modules import MUTATED, load_policy, source_of
from broker.proof.mutants.suite import find_seeded
from broker.proof.policy import OURS, Case
from broker.proof.prover import Writer
from broker.proof.tally import Violation
from tests.builders import a_contract
from tests.proof.grounds import generate_contracts, speaking

_PUPIL = frozenset({Profile.PUPIL})
_LOGIN = plant(FORMS["login"], NUMBERS["login"], ValueClass.ONE)[0].text
_REFERENCES = "".join(f"&#{ord(character)};" for character in _LOGIN)
_ESCAPES = "".join(f"\\u{ord(character):04x}" for character in _LOGIN)
_HIDDEN = {
    "as it is": _LOGIN,
    "in capitals": _LOGIN.upper(),
    "after the beginning of another": _LOGIN[:4] + _LOGIN,
    "percent-encoded": quote(_LOGIN).replace("q", "%71"),
    "in base64": base64.b64encode(f"<{_LOGIN}>".encode()).decode(),
    "in base64 for addresses": base64.urlsafe_b64encode(f"???{_LOGIN}".encode()).decode().rstrip("="),
}


@dataclass(frozen=True)
class Leaking:
    """Write what another writes, and change messages of one encoding."""

    writer: Writer
    encoding: Encoding
    change: Callable[[Carried], Carried]

    def write_every(self, language: str, release: Release, contract: Contract) -> tuple[Carried, ...]:
        """Return the messages, some of them changed."""
        found = self.writer.write_every(language, release, contract)
        return tuple(self.change(one) if one.encoding is self.encoding else one for one in found)


def _prove(ground: Ground, contract: Contract, writer: Writer | None = None) -> list[Violation]:
    found = writer or ground.prover.writers["gar"]
    return replace(ground.prover, writers={"gar": found}).prove(contract).violations


def _leak(ground: Ground, encoding: Encoding, change: Callable[[str], str], *, is_wire: bool = False) -> set[str]:
    """Return what is said of a contract whose messages are changed, in one encoding, after they were written."""

    def changed(message: Carried) -> Carried:
        if is_wire:
            return replace(message, wire=change(message.text).encode())
        return replace(message, text=change(message.text))

    contract = replace(ground.contracts[0], profiles=_PUPIL)
    violations = _prove(ground, contract, Leaking(ground.prover.writers["gar"], encoding, changed))
    assert all(one.contract == "names" and one.profile == Profile.PUPIL for one in violations)
    return {one.what for one in violations}


def test_nothing_outside_a_contract_leaves_in_any_language(ground: Ground) -> None:
    tally = ground.prover.prove(ground.contracts[0])
    assert tally.violations == []
    profiles = len(Profile)
    assert {one: tally.cells[one] for one in ("absent", "empty", "many", "malformed", "hostile")} == dict.fromkeys(
        ("absent", "empty", "many", "malformed", "hostile"), tally.cells["absent"]
    )
    assert tally.cells["one"] == profiles * 3 * len(CATALOGUE)
    assert tally.messages > profiles * 7 * 3
    assert tally.released > 0


@pytest.mark.parametrize("contract", generate_contracts(30), ids=lambda contract: contract.name)
def test_contracts_of_every_kind_let_nothing_else_leave(ground: Ground, contract: Contract) -> None:
    assert _prove(ground, contract) == []


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_word_of_a_vocabulary_leaves_for_somebody(ground: Ground, vocabulary: str) -> None:
    words = VOCABULARIES[vocabulary]
    contract = a_contract(*words, name="whole", vocabulary=vocabulary)
    left: set[str] = set()

    @dataclass(frozen=True)
    class Noting:
        def issue(self, case: Case) -> Release:
            release = OURS.issue(case)
            left.update(part.code for part in release.released)
            return release

        decide, with_door = OURS.decide, OURS.with_door
        with_mark, with_attributes = OURS.with_mark, OURS.with_attributes

    replace(ground.prover, policy=Noting()).prove(speaking(contract, "cas"))
    assert left == set(words)


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("hidden", _HIDDEN.values(), ids=_HIDDEN.keys())
def test_a_login_in_the_bytes_is_found_however_it_is_written(ground: Ground, encoding: Encoding, hidden: str) -> None:
    places = {
        Encoding.CAS_TEXT: lambda text: f"{text}{hidden}\n",
        Encoding.USERINFO: lambda text: text.replace("{", f'{{"sid": "{hidden}", ', 1),
        Encoding.ID_TOKEN: lambda text: text.replace('"sid": "', f'"sid": "{hidden} ', 1),
        Encoding.CAS_JSON: lambda text: text.replace('"user": "', f'"isFromNewLogin": "{hidden}", "user": "', 1),
    }
    change = places.get(encoding, lambda text: text.replace(">", f' extra="{hidden}">', 1))
    assert "login stands in the bytes" in _leak(ground, encoding, change)


def test_a_login_written_by_character_references_is_found(ground: Ground) -> None:
    said = _leak(ground, Encoding.CAS_XML, lambda text: text.replace(">", f"><!--{_REFERENCES}-->", 1))
    assert said == {"login stands in the bytes"}


def test_a_login_written_by_escapes_is_found(ground: Ground) -> None:
    said = _leak(ground, Encoding.USERINFO, lambda text: text.replace("{", f'{{"sid": "{_ESCAPES}", ', 1))
    assert said == {"login stands in the bytes"}


@pytest.mark.parametrize("encoding", [Encoding.SAML, Encoding.ID_TOKEN])
def test_what_is_added_when_a_message_is_signed_is_found(ground: Ground, encoding: Encoding) -> None:
    said = _leak(ground, encoding, lambda text: f"{text}{_LOGIN}", is_wire=True)
    assert said == {"login stands in the bytes"}


def test_what_a_release_holds_for_us_alone_is_found_where_it_leaks(ground: Ground) -> None:
    @dataclass(frozen=True)
    class Marking:
        def write_every(self, language: str, release: Release, contract: Contract) -> tuple[Carried, ...]:
            found = ground.prover.writers["gar"].write_every(language, release, contract)
            return tuple(replace(one, wire=f"{one.text} {release.mark} {release.door}".encode()) for one in found)

    said = {one.what for one in _prove(ground, ground.contracts[0], Marking())}
    assert said == {"the door stands in the bytes", "the journal's mark stands in the bytes"}


def test_an_attribute_too_many_is_named(ground: Ground) -> None:
    said = _leak(ground, Encoding.USERINFO, lambda text: text.replace("{", '{"nickname": "Lou", ', 1))
    assert said == {"stands in the message outside the contract"}


def test_an_attribute_that_lacks_is_named(ground: Ground) -> None:
    said = _leak(ground, Encoding.CAS_XML, lambda text: text.replace("cas:PRO>", "cas:isFromNewLogin>"))
    assert said == {"is missing from the message"}


def test_a_value_that_is_not_escaped_as_it_must_be_is_named(ground: Ground) -> None:
    said = _leak(ground, Encoding.CAS_XML, lambda text: text.replace("&amp;", "&amp;amp;"))
    assert said == {"is not read as it was released"}


def test_another_subject_is_named(ground: Ground) -> None:
    said = _leak(
        ground, Encoding.USERINFO, lambda text: text.replace('"sub":"', '"sub":"a').replace('": "', '": "a', 1)
    )
    assert "is about another subject than the contract grants" in said


def test_a_writer_that_fails_is_named(ground: Ground) -> None:
    def fail(_message: Carried) -> Carried:
        raise NoSchool

    violations = _prove(ground, ground.contracts[0], Leaking(ground.prover.writers["gar"], Encoding.SAML, fail))
    assert {(one.protocol, one.what) for one in violations} == {("saml", "its message cannot be written: NoSchool")}


def test_a_drawing_without_its_guard_is_caught_in_the_bytes(ground: Ground) -> None:
    wanted = ("broker.core.derivation", "condition always True", "mail")
    seeded = next(
        one
        for one in find_seeded()
        if (one.module, one.mutation.what) == wanted[:2] and "identity.mail if" in _line(one.module, one.mutation.line)
    )
    faulty = replace(ground.prover, policy=load_policy(seeded.module, seeded.mutation))
    violations = faulty.prove(replace(ground.contracts[0], profiles=_PUPIL)).violations
    assert {(one.attribute, one.what) for one in violations if one.attribute} >= {
        ("P_MEL", "left outside the contract"),
        ("P_MEL", "stands in the message outside the contract"),
    }
    leaked = {one.protocol for one in violations if one.what == "mail stands in the bytes"}
    assert leaked == {"saml", "oidc", "cas"}


def test_a_proof_cannot_pass_by_releasing_nothing(ground: Ground) -> None:
    @dataclass(frozen=True)
    class Silent:
        def issue(self, case: Case) -> Release:
            return decide(case.person, case.membership, replace(case.contract, clauses=()), case.key, case.now)

        decide, with_door = OURS.decide, OURS.with_door
        with_mark, with_attributes = OURS.with_mark, OURS.with_attributes

    violations = replace(ground.prover, policy=Silent()).prove(ground.contracts[0]).violations
    assert "did not leave although the contract grants it" in {one.what for one in violations}


def test_a_value_in_the_words_of_a_refusal_is_found(ground: Ground) -> None:
    @dataclass(frozen=True)
    class Talking:
        def issue(self, case: Case) -> Release:
            raise NoSchool(received=case.person.login)

        decide, with_door = OURS.decide, OURS.with_door
        with_mark, with_attributes = OURS.with_mark, OURS.with_attributes

    violations = replace(ground.prover, policy=Talking()).prove(ground.contracts[0]).violations
    assert "login stands in the words of a refusal" in {one.what for one in violations}


def test_a_violation_names_its_cell_and_never_a_value(ground: Ground) -> None:
    fault = next(one.mutation for one in find_seeded() if one.mutation.what == "APPROVED → REFUSED")
    faulty = replace(ground.prover, policy=load_policy(MUTATED[0], fault))
    violations = faulty.prove(replace(ground.contracts[0], profiles=_PUPIL)).violations
    assert all(one.attribute in {*CATALOGUE, ""} and "zqxw" not in str(one) for one in violations)
    assert "names × National_elv × saml × NOM × one: decision" in "\n".join(map(str, violations))


def _line(module: str, number: int) -> str:
    return source_of(module).splitlines()[number - 1]
