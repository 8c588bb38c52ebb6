"""Owns the fields of a subscription as the web service names them, in the order of its answers (facts/gar.md 7.3)."""

from dataclasses import dataclass

from broker.core.rights.audience import Audience


@dataclass(frozen=True, slots=True)
class Field:
    """Describe one element of `<abonnement>`: at most how many characters, whether it must be, or may be several."""

    name: str
    longest: int
    is_required: bool = False
    is_repeated: bool = False


# Lengths in parentheses in the facts; the others, and what is required, as one public client documents them [C1].
FIELDS = {
    field.name: field
    for field in (
        Field("idAbonnement", 45, is_required=True),
        Field("commentaireAbonnement", 255),
        Field("idDistributeurCom", 26, is_required=True),
        Field("idRessource", 1024, is_required=True),
        Field("typeIdRessource", 50, is_required=True),
        Field("libelleRessource", 255, is_required=True),
        Field("debutValidite", 45, is_required=True),
        Field("finValidite", 45),
        Field("anneeFinValidite", 45),
        Field("uaiEtab", 45, is_repeated=True),
        Field("codeNatureUAI", 45),
        Field("categorieAffectation", 45, is_required=True),
        Field("typeAffectation", 45, is_required=True),
        Field("nbLicenceEnseignant", 45),
        Field("nbLicenceEleve", 45),
        Field("nbLicenceProfDoc", 45),
        Field("nbLicenceAutrePersonnel", 45),
        Field("nbLicenceGlobale", 45),
        Field("publicCible", 45, is_required=True, is_repeated=True),
        Field("codeProjetRessource", 50),
    )
}

OVERALL_LICENCES = "nbLicenceGlobale"
LICENCES = {
    "nbLicenceEnseignant": Audience.TEACHER,
    "nbLicenceEleve": Audience.PUPIL,
    "nbLicenceProfDoc": Audience.LIBRARIAN,
    "nbLicenceAutrePersonnel": Audience.OTHER_STAFF,
}
