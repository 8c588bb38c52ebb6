"""Owns what kind of personal data each catalogue attribute is, and how far it singles somebody out by itself.

The categories are those of a record of processing (GDPR, article 30(1)(c)). How identifying an attribute is, and that
nothing here is of a special category (article 9), is the sandbox's own judgement: a simulated assumption.
"""

from dataclasses import dataclass
from enum import StrEnum

from broker.core.sentence import Sentence


class Category(StrEnum):
    """Name a category of personal data."""

    PSEUDONYM = "pseudonym"
    IDENTITY = "identity"
    CONTACT = "contact"
    BIRTH = "birth"
    SCHOOLING = "schooling"
    WORK = "work"
    RIGHTS = "rights"
    CONNECTION = "connection"
    SERVICE = "service"


CATEGORIES = {
    Category.PSEUDONYM: Sentence("pseudonymes", "pseudonyms"),
    Category.IDENTITY: Sentence("état civil et identifiants", "civil identity and identifiers"),
    Category.CONTACT: Sentence("coordonnées", "contact details"),
    Category.BIRTH: Sentence("naissance", "birth"),
    Category.SCHOOLING: Sentence("scolarité et enseignement", "schooling and teaching"),
    Category.WORK: Sentence("vie professionnelle", "working life"),
    Category.RIGHTS: Sentence("droits et délégations", "rights and delegations"),
    Category.CONNECTION: Sentence("connexion", "connection"),
    Category.SERVICE: Sentence("données du service, non personnelles", "data of the service, not personal"),
}


class Power(StrEnum):
    """Say how far an attribute singles somebody out by itself.

    `DIRECT` names the person to anybody (a name, an e-mail, a national number); `PSEUDONYM` to whom it was made for
    only; `QUASI` narrows down in combination with others; `NONE` says nothing of the person.
    """

    DIRECT = "direct"
    PSEUDONYM = "pseudonym"
    QUASI = "quasi"
    NONE = "none"


POWERS = {
    Power.DIRECT: Sentence("identifie directement", "identifies directly"),
    Power.PSEUDONYM: Sentence("pseudonyme", "pseudonym"),
    Power.QUASI: Sentence("quasi-identifiant", "quasi-identifier"),
    Power.NONE: Sentence("ne dit rien de la personne", "says nothing of the person"),
}


@dataclass(frozen=True, slots=True)
class AttributeKind:
    """Hold the kind of one attribute."""

    category: Category
    power: Power


_BY_KIND: dict[tuple[Category, Power], str] = {
    (Category.PSEUDONYM, Power.PSEUDONYM): "IDO IDC FrEduCtId FrEduCtEleveINEHash",
    (
        Category.IDENTITY,
        Power.DIRECT,
    ): "NOM PRE sn givenName ctln ctfn displayName cn given_name given_name_array family_name"
    " preferred_username usual_name GARPersonIdentifiant ENTPersonLogin ENTPersonJointure FrEduCtEleveINE FrEduCtRefId"
    " FrEduVecteur ct-remote-user eduPersonPrincipalName uid employeeNumber",
    (Category.IDENTITY, Power.QUASI): "CIV FrEduCtCivilite codecivilite gender",
    (Category.CONTACT, Power.DIRECT): "P_MEL ctemail mail email phone_number",
    (Category.BIRTH, Power.QUASI): "FrEduCtDateNaissance supannOIDCDateDeNaissance datenaissance birthdate birthplace"
    " birthcountry",
    (Category.SCHOOLING, Power.QUASI): "UAI PRO DIV GRO DIV_APP P_MAT P_MS4 E_MS4 P_MEF E_MEF ENTPersonProfils"
    " ENTPersonStructRattachUAI ENTEleveClasses FrEduCtPersonAffiliation FrEduCtEleveUAI FrEduCtEleveNiveau"
    " supannEtuEtape idENT idEnt eduPersonAffiliation eduPersonPrimaryAffiliation eduPersonScopedAffiliation"
    " supannEtablissement",
    (Category.WORK, Power.QUASI): "FrEduRne FrEduRneResp FrEduFonctAdm title rne typensi codaca grade siret siren"
    " organization_label organizational_unit belonging_population",
    (Category.RIGHTS, Power.QUASI): "FrEduResDel FrEduGestResp ctgrps eduPersonEntitlement roles groups",
    (Category.CONNECTION, Power.NONE): "FrEduCtDateConnexion FrEduOrigAuth idp_id FrEduUrlRetour",
    (Category.SERVICE, Power.NONE): "LRA",
}
KINDS = {code: AttributeKind(*kind) for kind, codes in _BY_KIND.items() for code in codes.split()}
