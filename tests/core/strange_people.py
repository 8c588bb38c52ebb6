"""Owns people as no directory should describe them: strategies of hypothesis for whatever a directory may say."""

from hypothesis import strategies as st

from broker.core.catalogue import VOCABULARIES
from broker.core.contract import Clause, Contract
from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity, Membership, PersonKey
from broker.core.profile import Profile
from broker.core.pseudonym import Sector
from tests.builders import COLLEGE, a_contract

VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", " ", "a##b", "a||b##c", "2115", "M.", "x@y.example", "AC-PREAU$7", "AC-NOWHERE$7", "$", "\0"]),
    st.text(alphabet="é𝄞\u202e\ufffe<&>]", max_size=5),
)
PROFILES = st.sampled_from(Profile)


def _facts(good: str) -> st.SearchStrategy[Fact]:
    """Say of one attribute what it should be, or anything at all."""
    anything = st.lists(VALUES, max_size=3).map(tuple)
    return st.builds(Fact, st.just((good,)) | anything, st.just("anything"))


FACTS = _facts("Lou")
MEMBERSHIPS = st.builds(
    Membership,
    uai=st.just(COLLEGE) | st.text(max_size=10),
    school_name=st.text(max_size=10),
    profile=PROFILES,
    divisions=_facts("3A##Troisième A"),
    groups=_facts("3CHOR##Chorale"),
    group_divisions=_facts("3ALL1||3A##Troisième A"),
    subjects=_facts("030600##ALLEMAND"),
    levels=_facts("2115"),
)
PEOPLE = st.builds(
    Identity,
    key=st.builds(PersonKey, st.text(max_size=6), st.text(max_size=12)),
    login=st.text(max_size=8),
    family_name=FACTS,
    given_name=FACTS,
    memberships=st.lists(MEMBERSHIPS, min_size=1, max_size=3).map(tuple),
    civility=_facts("Mme"),
    mail=_facts("lou@marelle.example"),
    join_key=_facts("AC-PREAU$7"),
    birth_date=FACTS,
    pupil_number=FACTS,
    facts=st.dictionaries(st.sampled_from(FactName), FACTS, max_size=6),
)


def _contracts(vocabulary: str) -> st.SearchStrategy[Contract]:
    clauses = st.builds(
        Clause,
        code=st.sampled_from(sorted(VOCABULARIES[vocabulary])),
        purpose=st.just("why"),
        required=st.sampled_from([False, False, False, True]),
        profiles=st.none() | st.frozensets(PROFILES, min_size=1),
    )
    return st.builds(
        lambda clauses, profiles, sector: a_contract(
            clauses=clauses, profiles=profiles, sector=sector, vocabulary=vocabulary
        ),
        st.lists(clauses, min_size=1, max_size=8, unique_by=lambda clause: clause.code).map(tuple),
        st.just(frozenset(Profile)) | st.frozensets(PROFILES, min_size=1),
        st.sampled_from(Sector),
    )


CONTRACTS: st.SearchStrategy[Contract] = st.sampled_from(["gar", "gar", *VOCABULARIES]).flatmap(_contracts)
