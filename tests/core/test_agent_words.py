"""The words of the agents' guichets: of staff only, with `X` for what could be several and is nothing."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from broker.core.catalogue import VOCABULARIES
from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity
from broker.core.minimisation import decide
from broker.core.profile import Profile
from broker.core.release import Withholding
from tests.builders import NOON, a_contract, a_key, a_pupil, a_teacher

WORDS = tuple(VOCABULARIES["agents"])


def _released(person: Identity, *codes: str) -> dict[str, tuple[str, ...]]:
    contract = a_contract(*codes, vocabulary="agents")
    release = decide(person, person.memberships[0], contract, a_key(), NOON)
    return {sent.code: sent.values for sent in release.released}


def test_a_teacher_of_whom_the_directory_says_little_has_the_rest_empty() -> None:
    assert _released(a_teacher(), *WORDS) == {
        "ctemail": ("camille.perron@ac-preau.example",),
        "ctln": ("Perron",),
        "ctfn": ("Camille",),
        "ct-remote-user": ("camille.perron",),
        "codecivilite": ("Mme",),
        "FrEduRne": ("X",),
        "FrEduRneResp": ("X",),
        "FrEduResDel": ("X",),
        "FrEduGestResp": ("X",),
    }


@pytest.mark.parametrize("code", WORDS)
def test_none_of_these_words_is_ever_said_of_a_pupil(code: str) -> None:
    facts = MappingProxyType({name: Fact(("0770001A",), "probe") for name in FactName})
    pupil = replace(a_pupil(), facts=facts, mail=Fact(("lou@marelle.example",), "mail"))
    assert pupil.memberships[0].profile is Profile.PUPIL
    assert _released(pupil, code) == {}


def test_a_word_of_one_value_that_the_directory_marks_as_empty_is_not_sent() -> None:
    agent = replace(a_teacher(), facts=MappingProxyType({FactName.FUNCTION: Fact(("X",), "FrEduFonctAdm")}))
    contract = a_contract("FrEduFonctAdm", vocabulary="agents")
    release = decide(agent, agent.memberships[0], contract, a_key(), NOON)
    assert {kept.code: kept.reason for kept in release.withheld}["FrEduFonctAdm"] is Withholding.NO_VALUE
