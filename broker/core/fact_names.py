"""Owns the names of what only some directories and guichets know of a person: one word per fact, whoever says it.

Directories and guichets translate their own attributes into these; vocabularies draw from them.
"""

from enum import StrEnum


class FactName(StrEnum):
    """Name one fact."""

    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    MAIL = "mail"
    CIVILITY = "civility"
    BIRTH_DATE = "birth_date"

    # Guardians: what proves, at an activation, that one is (facts/identity-providers.md 1.8)
    CHILD_BIRTH_DATES = "child_birth_dates"

    # Of the sign-on itself (core.sign_on_facts), whoever the person is
    SIGNED_IN_AT = "signed_in_at"
    SIGNED_IN_BY = "signed_in_by"
    RETURN_ADDRESS = "return_address"

    # The directory's records: which of the AAF keys come from the first degree
    FIRST_DEGREE_KEYS = "first_degree_keys"

    # Agents (facts/identity-providers.md 3.2, 3.3, 6.4)
    UID = "uid"
    FUNCTION = "function"  # FrEduFonctAdm
    TITLE = "title"
    POSTINGS = "postings"  # FrEduRne
    SCHOOLS_HEADED = "schools_headed"  # FrEduRneResp
    DELEGATIONS = "delegations"  # FrEduResDel
    APPLICATIONS_MANAGED = "applications_managed"  # FrEduGestResp
    MAIN_SCHOOL = "main_school"  # rne
    STAFF_KIND = "staff_kind"  # typensi
    ACADEMY = "academy"  # codaca
    LDAP_GROUPS = "ldap_groups"  # ctgrps
    GRADE = "grade"
    STAFF_NUMBER = "staff_number"  # employeeNumber (NUMEN)

    # Citizens: the pivot identity (facts/identity-providers.md 4.2)
    GIVEN_NAMES = "given_names"
    GENDER = "gender"
    BIRTH_PLACE = "birth_place"
    BIRTH_COUNTRY = "birth_country"
    USUAL_NAME = "usual_name"

    # Professionals (facts/identity-providers.md 4.1)
    SIRET = "siret"
    SIREN = "siren"
    ORGANISATION = "organisation"
    UNIT = "unit"
    POPULATION = "population"
    PHONE = "phone"
    ROLES = "roles"
    PROVIDER = "provider"  # idp_id

    # Members of a federation (facts/identity-providers.md 5)
    PRINCIPAL = "principal"  # eduPersonPrincipalName
    AFFILIATIONS = "affiliations"
    SCOPED_AFFILIATIONS = "scoped_affiliations"
    ESTABLISHMENT = "establishment"  # supannEtablissement
    ENTITLEMENTS = "entitlements"
