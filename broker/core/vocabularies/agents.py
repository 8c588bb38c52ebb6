"""Owns the words of the agents' guichets and hubs (facts/identity-providers.md 3)."""

import re

from broker.core import agent_words, derivation
from broker.core.catalogue_attribute import ASSUMED, BARRED, CONFIRMED, DAY, INFERRED, MAIL, TEXT, row
from broker.core.fact_names import FactName

_GRAMMARS = "facts/identity-providers.md 3.3"
_HEADERS = "facts/identity-providers.md 3.4"
_FIELD = rf"[^\s{BARRED}$|]{{0,40}}"
_POSTING = re.compile(rf"X|[0-9]{{7}}[0-9A-Za-z](\${_FIELD}){{7}}")
_HEADED = re.compile(rf"X|[0-9]{{7}}[0-9A-Za-z]((\${_FIELD}){{6}})?")
_DELEGATION = re.compile(rf"X|[^{BARRED}|]{{1,100}}(\|[^{BARRED}|]{{0,500}}){{8}}")
_MANAGED = re.compile(rf"X|[^{BARRED}]{{0,300}}\$[0-9A-Z_]{{1,60}}")
_FUNCTION = re.compile(r"[0-9A-Z]{2,8}")
_UAI = re.compile(r"[0-9]{7}[0-9A-Za-z]")

ROWS = (
    row("ctemail", "adresse académique", "academic e-mail", MAIL, 1, CONFIRMED, _HEADERS, derivation.staff_mail),
    row("ctln", "nom", "family name", TEXT, 1, CONFIRMED, _HEADERS, agent_words.staff(derivation.family_name)),
    row("ctfn", "prénom", "given name", TEXT, 1, CONFIRMED, _HEADERS, agent_words.staff(derivation.given_name)),
    row(
        "ct-remote-user",
        "identifiant à l’académie",
        "login at the academy",
        re.compile(rf"[^\s{BARRED}]{{1,100}}"),
        1,
        CONFIRMED,
        _HEADERS,
        agent_words.login,
    ),
    row(
        "FrEduRne",
        "établissements d’affectation",
        "schools of assignment",
        _POSTING,
        None,
        CONFIRMED,
        _GRAMMARS,
        agent_words.or_empty(FactName.POSTINGS),
    ),
    row(
        "FrEduRneResp",
        "établissements dont l’agent est responsable",
        "schools that the agent is responsible for",
        _HEADED,
        None,
        CONFIRMED,
        _GRAMMARS,
        agent_words.or_empty(FactName.SCHOOLS_HEADED),
    ),
    row(
        "FrEduResDel",
        "délégations reçues",
        "delegations received",
        _DELEGATION,
        None,
        CONFIRMED,
        _GRAMMARS,
        agent_words.or_empty(FactName.DELEGATIONS),
    ),
    row(
        "FrEduGestResp",
        "applications gérées",
        "applications managed",
        _MANAGED,
        None,
        INFERRED,
        _GRAMMARS,
        agent_words.or_empty(FactName.APPLICATIONS_MANAGED),
    ),
    row(
        "FrEduFonctAdm",
        "fonction administrative",
        "administrative function",
        _FUNCTION,
        1,
        CONFIRMED,
        _GRAMMARS,
        agent_words.staff_fact(FactName.FUNCTION),
    ),
    row("title", "fonction", "function", _FUNCTION, 1, CONFIRMED, _GRAMMARS, agent_words.staff_fact(FactName.TITLE)),
    row(
        "rne",
        "établissement principal",
        "main school",
        _UAI,
        1,
        CONFIRMED,
        "facts/identity-providers.md 3.2",
        agent_words.staff_fact(FactName.MAIN_SCHOOL),
    ),
    row(
        "typensi",
        "sorte de personnel",
        "kind of staff",
        re.compile(r"[0-9A-Z]{1,4}"),
        1,
        CONFIRMED,
        "facts/identity-providers.md 3.2",
        agent_words.staff_fact(FactName.STAFF_KIND),
    ),
    row(
        "codaca",
        "code de l’académie",
        "code of the academy",
        re.compile(r"[0-9]{3}"),
        1,
        CONFIRMED,
        "facts/identity-providers.md 3.2",
        agent_words.staff_fact(FactName.ACADEMY),
    ),
    row(
        "ctgrps",
        "groupes de l’annuaire",
        "groups of the directory",
        TEXT,
        None,
        CONFIRMED,
        "facts/identity-providers.md 3.2",
        agent_words.staff_fact(FactName.LDAP_GROUPS),
    ),
    row("grade", "grade", "grade", TEXT, 1, CONFIRMED, _HEADERS, agent_words.staff_fact(FactName.GRADE)),
    row(
        "employeeNumber",
        "NUMEN",
        "staff number (NUMEN)",
        re.compile(r"[0-9A-Z]{8,20}"),
        1,
        CONFIRMED,
        _HEADERS,
        agent_words.staff_fact(FactName.STAFF_NUMBER),
    ),
    row(
        "datenaissance",
        "date de naissance",
        "birth date",
        DAY,
        1,
        ASSUMED,
        _HEADERS,
        agent_words.staff(agent_words.birth_date),
    ),
    row(
        "codecivilite",
        "civilité",
        "civility",
        re.compile(r"M\.|Mme"),
        1,
        ASSUMED,
        _HEADERS,
        agent_words.staff(derivation.civility),
    ),
)

VOCABULARIES = {"agents": tuple(row.code for row in ROWS)}
