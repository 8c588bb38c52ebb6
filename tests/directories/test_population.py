"""Owns what the invented academy promises: same bytes, right keys, unique names, all situations."""

import itertools
import re
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from broker.core.profile import NATIONAL, Profile
from broker.directories.layouts import SDET
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.ldif_reader import Record, read_ldif
from broker.directories.population.academy import FEWEST_PEOPLE, generate
from broker.directories.population.logins import plain
from broker.directories.population.national_numbers import make_ine, make_siret, make_uai
from broker.directories.population.outside_cards import OUTSIDE_CARDS
from broker.directories.population.situations import SITUATIONS, find_card, order_of
from broker.directories.sandbox_academy import ACADEMY_FILE, ACADEMY_PEOPLE, ACADEMY_SEED
from broker.directories.sdet_entries import fold_dn

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_FAMILIES = {"pupil", "guardian", "teacher", "staff", "odd", "citizen", "professional", "agent", "member"}


def write(people: int, seed: int) -> str:
    return "".join(piece.text for piece in generate(people, seed))


@pytest.fixture(scope="module")
def shipped() -> list[Record]:
    return read_ldif(ACADEMY_FILE.read_text(), "academie.ldif", SDET.canonical_names)


@pytest.fixture(scope="module")
def directory() -> LdifDirectory:
    return LdifDirectory(ACADEMY_FILE)


def test_the_shipped_academy_is_what_the_generator_writes() -> None:
    assert ACADEMY_FILE.read_text() == write(ACADEMY_PEOPLE, ACADEMY_SEED)
    assert ACADEMY_FILE.stat().st_size < 4_000_000


def test_another_seed_gives_other_people_in_the_same_situations() -> None:
    one, other = write(400, 1), write(400, 2)
    assert one != other
    slugs = re.compile(r"^preauSituation: (.+)$", re.MULTILINE)
    assert slugs.findall(one) == slugs.findall(other) == [situation.card.slug for situation in SITUATIONS]


@pytest.mark.parametrize("people", [FEWEST_PEOPLE, FEWEST_PEOPLE + 1, 200, 1234, 20_000])
def test_there_are_exactly_as_many_people_as_asked(people: int) -> None:
    pieces = list(generate(people, 7))
    assert sum(piece.people for piece in pieces) == people
    assert sum(piece.text.count("\nENTPersonLogin: ") for piece in pieces) == people


def test_every_link_leads_somewhere_whatever_the_number(tmp_path: Path) -> None:
    for people in (FEWEST_PEOPLE, 333, 334, 335):
        path = tmp_path / "people.ldif"
        path.write_text(write(people, 7))
        records = read_ldif(path.read_text(), "people.ldif", SDET.canonical_names)
        known = {fold_dn(record.entry.dn) for record in records}
        for record in records:
            for name in ("ENTPersonStructRattach", "ENTAuxPersRelEleveEleve", "ENTEleveClasses", "ENTPersonFonctions"):
                for value in record.entry.values(name):
                    assert fold_dn(value.partition("$")[0]) in known


def test_guardians_and_pupils_name_each_other() -> None:
    text = ACADEMY_FILE.read_text()
    up, down = set(), set()
    for block in text.split("\n\n"):
        dn = block.partition("dn: ")[2].partition("\n")[0]
        down |= {(dn, child) for child in re.findall(r"^ENTAuxPersRelEleveEleve: (.+)$", block, re.MULTILINE)}
        up |= {(guardian, dn) for guardian in re.findall(r"^ENTElevePersRelEleve: ([^$]+)\$", block, re.MULTILINE)}
    assert up == down
    assert len(up) > 1000


def test_no_login_identifier_or_aaf_key_comes_twice_but_those_that_should(shipped: list[Record]) -> None:
    for name, twice in (("ENTPersonLogin", 0), ("ENTPersonJointure", 0), ("mail", 1), ("ENTPersonGARIdentifiant", 1)):
        counts = Counter(value for record in shipped for value in record.entry.values(name))
        assert sum(count > 1 for count in counts.values()) == twice


def test_uai_and_ine_have_the_right_key_and_no_real_range(shipped: list[Record]) -> None:
    uais = [value for record in shipped for value in record.entry.values("ENTStructureUAI")]
    numbers = [value for record in shipped for value in record.entry.values("ENTEleveINE")]
    assert len(uais) == 14
    assert len(numbers) > 1000
    for value in (*uais, *numbers):
        assert value[-1] == _LETTERS[int(value[:-1]) % 23]
    assert all(re.fullmatch(r"999\d{4}[A-Z]", uai) for uai in uais)
    assert all(re.fullmatch(r"77\d{8}[A-Z]", number) for number in numbers)


def test_the_keys_are_those_of_known_numbers() -> None:
    assert make_uai(1) == "9990001" + _LETTERS[9990001 % 23]
    assert make_ine(12).startswith("7700000012")
    siret = make_siret(4)
    for digits in (siret[:9], siret):
        doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))]
        assert sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def test_every_address_is_in_a_reserved_domain(shipped: list[Record]) -> None:
    domains = {value.partition("@")[2] for record in shipped for value in record.entry.values("mail")}
    assert domains == {"famille.example", "ac-preau.example", "ac-brume.example"}


def test_every_profile_is_there_in_plausible_numbers(directory: LdifDirectory) -> None:
    people = directory.find_people(limit=ACADEMY_PEOPLE)
    counts = Counter(membership.profile for person in people for membership in person.memberships)
    assert set(counts) == set(NATIONAL)
    assert 1000 < counts[Profile.PUPIL] < 1800
    assert 1000 < counts[Profile.GUARDIAN] < 2000
    assert 80 < counts[Profile.TEACHER] < 300


def test_every_division_and_group_has_its_label_but_the_broken_one(directory: LdifDirectory) -> None:
    for person in directory.find_people(limit=ACADEMY_PEOPLE):
        for membership in person.memberships:
            for value in (*membership.divisions.values, *membership.groups.values):
                code, _, label = value.partition("##")
                assert (code != label) or person.situation == "division-malformed"


def test_every_card_says_what_it_is_for_in_both_languages() -> None:
    assert 40 <= len(SITUATIONS) <= 60
    assert len({situation.card.slug for situation in SITUATIONS}) == len(SITUATIONS)
    for expected in (*(situation.card for situation in SITUATIONS), *OUTSIDE_CARDS):
        card = find_card(expected.slug)
        assert card is expected
        assert card.family in _FAMILIES
        for sentence in (card.title, card.explanation):
            assert sentence.fr
            assert sentence.en
            assert sentence.fr != sentence.en
        assert card.point
    assert find_card("nothing-of-this-name") is None
    assert order_of("nothing-of-this-name") > order_of(OUTSIDE_CARDS[-1].slug)


def test_logins_are_plain_letters() -> None:
    assert plain("Çağlayan Nœuvéglise") == "caglayan-noeuveglise"
    assert plain("d’Aboville - N'Guessan") == "d-aboville-n-guessan"
    assert plain("小龍") == ""


def test_memory_does_not_grow_with_the_people() -> None:
    def measure(people: int) -> int:
        tracemalloc.start()
        sizes = (len(piece.text) for piece in generate(people, 3))
        assert sum(itertools.islice(sizes, None)) > 0
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    names_only = 4 * 1024 * 1024  # the logins given: as many as there are names, and no more
    assert measure(30_000) < measure(10_000) + names_only
