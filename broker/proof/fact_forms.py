"""Owns the list of every fact that a directory or a guichet could say of a person, and how its values look.

Those of a membership begin with the place that it stands in: `here` is the session's, `there` is another school under
the same profile, `other` is the same school under another profile.
"""

from broker.core.fact_names import FactName
from broker.proof.marks import FactForm

SAID = "said."
PLACES = ("here", "there", "other")
_CIVILITIES = FactForm(words=("Mme", "M."))
_DAY = FactForm("{day}", "{day}")
_UAI = FactForm("{d7}Z", "{d7}z", single=True)
_CODED = FactForm("{m}##{m}")

_OF_A_PERSON = {
    "family_name": FactForm(),
    "given_name": FactForm(),
    "civility": _CIVILITIES,
    "mail": FactForm("{m}@{m}.example"),
    "join_key": FactForm("AC-RENNES${m}"),
    "birth_date": _DAY,
    "pupil_number": FactForm("{M}01A"),
    "login": FactForm(single=True),
    "identifier": FactForm(single=True),
    "project": FactForm(single=True),
}
_OF_A_MEMBERSHIP = {
    "uai": _UAI,
    "school_name": FactForm(single=True),
    "divisions": _CODED,
    "groups": _CODED,
    "group_divisions": FactForm("{m}||{m}##{m}"),
    "subjects": _CODED,
    "levels": FactForm("{d4}", "{d4}"),
    "courses": FactForm("{M}01"),
    "records": FactForm(),
}
_SAID = {
    FactName.CIVILITY: _CIVILITIES,
    FactName.BIRTH_DATE: _DAY,
    FactName.CHILD_BIRTH_DATES: _DAY,
    FactName.SIGNED_IN_AT: FactForm("{day} 08:30:00.000", "{day}"),
    FactName.RETURN_ADDRESS: FactForm("https://{m}.example/"),
    FactName.FIRST_DEGREE_KEYS: FactForm("AC-RENNES${m}"),
    FactName.FUNCTION: FactForm("{M}"),
    FactName.TITLE: FactForm("{M}"),
    FactName.POSTINGS: FactForm("{d7}A$A${m}$ENS$X$X$CLG$340", "{d7}a"),
    FactName.SCHOOLS_HEADED: FactForm("{d7}B${m}$X$X$X$LYC$300", "{d7}b"),
    FactName.DELEGATIONS: FactForm("{m}|/r?applicationname={m}|01/09/2020|31/08/2099|{m}||||"),
    FactName.APPLICATIONS_MANAGED: FactForm("{m}${M}"),
    FactName.MAIN_SCHOOL: FactForm("{d7}C", "{d7}c"),
    FactName.STAFF_KIND: FactForm("{d4}", "{d4}"),
    FactName.ACADEMY: FactForm("{d3}", "{d3}"),
    FactName.STAFF_NUMBER: FactForm("{M}01A"),
    FactName.GENDER: FactForm(words=("female", "male")),
    FactName.BIRTH_PLACE: FactForm("{d5}", "{d5}"),
    FactName.BIRTH_COUNTRY: FactForm(words=("99100", "99109")),
    FactName.SIRET: FactForm("{d14}", "{d14}"),
    FactName.SIREN: FactForm("{d9}", "{d9}"),
    FactName.POPULATION: FactForm(words=("agent", "stagiaire")),
    FactName.PHONE: FactForm("+{d14}", "{d14}"),
    FactName.PRINCIPAL: FactForm("{m}@{m}.example"),
    FactName.SCOPED_AFFILIATIONS: FactForm("{m}@{m}.example"),
    FactName.ESTABLISHMENT: FactForm("{{UAI}}{m}"),
    FactName.ENTITLEMENTS: FactForm("urn:{m}"),
}

FORMS = {
    **_OF_A_PERSON,
    **{f"{SAID}{name}": _SAID.get(name, FactForm()) for name in FactName},
    **{f"{place}.{name}": form for place in PLACES for name, form in _OF_A_MEMBERSHIP.items()},
}
NUMBERS = {name: number for number, name in enumerate(FORMS)}
MEMBERSHIP_FACTS = tuple(_OF_A_MEMBERSHIP)
