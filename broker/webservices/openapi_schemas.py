"""Owns the schemas of the OpenAPI document: the bodies that the services read and write, drawn from their fields."""

from broker.core.rights.assignment_report import ReportState
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import TRANSFERABLE, AssignmentKind
from broker.core.rights.subscription_fields import FIELDS, LICENCES, OVERALL_LICENCES, Field
from broker.webservices.subscription_documents import NAMESPACE
from broker.webservices.subscription_filters import DATES, DIRECTIONS, FILTERS, SORTS

Schema = dict[str, object]
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$"
_LICENCES = r"^([0-9]{1,9}|ILLIMITE)$"
# What of a field is more than its length; which of them go together is said by the rules RG1 to RG13.
_SHAPES: dict[str, Schema] = {
    "idAbonnement": {"pattern": r"^[^_/?#\s][^/?#\s]{0,44}$"},
    "idDistributeurCom": {"pattern": r"^[0-9]{9}_[0-9]{16}$"},
    "debutValidite": {"pattern": _MOMENT, "example": "2026-09-01T00:00:00.000+02:00"},
    "finValidite": {"pattern": _MOMENT},
    "anneeFinValidite": {"pattern": r"^[0-9]{4}-[0-9]{4}$", "example": "2026-2027"},
    "categorieAffectation": {"enum": [TRANSFERABLE]},
    "typeAffectation": {"enum": [kind.value for kind in AssignmentKind]},
    "publicCible": {"enum": [audience.value for audience in Audience]},
    **{name: {"pattern": _LICENCES} for name in (*LICENCES, OVERALL_LICENCES)},
}
ERROR: Schema = {
    "type": "object",
    "required": ["Erreur"],
    "properties": {
        "Erreur": {
            "type": "object",
            "required": ["Code", "Message", "Resource"],
            "properties": {name: {"type": "string"} for name in ("Code", "Message", "Resource")},
        }
    },
}
XML_ERROR: Schema = {
    "type": "object",
    "xml": {"name": "Erreur"},
    "required": ["Code", "Message"],
    "properties": {name: {"type": "string"} for name in ("Code", "Message")},
}
_TEXT: Schema = {"type": "string"}
_TERM: Schema = {"type": "object", "required": ["uri", "nom"], "properties": {"uri": _TEXT, "nom": _TEXT}}
_TERMS: Schema = {"type": "array", "items": _TERM}
_RESOURCE: dict[str, Schema] = {
    "idRessource": _TEXT,
    "idType": {"type": "string", "enum": ["ARK"]},
    "nomRessource": _TEXT,
    "idEditeur": _TEXT,
    "nomEditeur": _TEXT,
    "urlVignette": _TEXT,
    "typePresentation": {
        "type": "object",
        "required": ["code", "nom"],
        "properties": {"code": _TEXT, "nom": _TEXT},
    },
    "typePedagogique": _TERMS,
    "typologieDocument": _TERMS,
    "niveauEducatif": _TERMS,
    "domaineEnseignement": _TERMS,
    "urlAccesRessource": _TEXT,
    "nomSourceEtiquetteGar": _TEXT,
    "distributeurTech": _TEXT,
    "validateurTech": _TEXT,
    "description": _TEXT,
    "urlSourceEtiquette": _TEXT,
}
RESOURCE_LIST: Schema = {
    "type": "object",
    "required": ["listeRessources"],
    "properties": {
        "listeRessources": {
            "type": "object",
            "required": ["ressource"],
            "properties": {
                "ressource": {
                    "type": "array",
                    "items": {"type": "object", "required": list(_RESOURCE), "properties": _RESOURCE},
                }
            },
        }
    },
}
# The whole report stands last, without a state.
REPORT_LIST: Schema = {
    "type": "object",
    "required": ["rapportsAffectation"],
    "properties": {
        "rapportsAffectation": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["nomRapport", "dateCreation", "taille"],
                "properties": {
                    "nomRapport": _TEXT,
                    "dateCreation": {"type": "string", "pattern": r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$"},
                    "taille": {"type": "integer", "minimum": 0},
                    "statut": {"type": "string", "enum": [ReportState.TAKEN.value, ReportState.WAITING.value]},
                },
                "additionalProperties": False,
            },
        }
    },
}


def subscription(*, name: str) -> Schema:
    """Return the schema of a subscription, as XML element or JSON object; unknown elements are refused."""
    return {
        "type": "object",
        "xml": {"name": name, "namespace": NAMESPACE},
        "required": [field.name for field in FIELDS.values() if field.is_required],
        "properties": {field.name: _field(field) for field in FIELDS.values()},
        "additionalProperties": False,
    }


def search() -> Schema:
    """Return the schema of `<filtres>`."""
    return {
        "type": "object",
        "xml": {"name": "filtres", "namespace": NAMESPACE},
        "properties": {
            "filtre": _several(
                {
                    "type": "object",
                    "required": ["filtreNom", "filtreValeur"],
                    "properties": {
                        "filtreNom": {"type": "string", "enum": list(FILTERS)},
                        "filtreValeur": {"type": "string", "minLength": 1, "maxLength": 45},
                    },
                }
            ),
            "filtreParDate": _several(
                {
                    "type": "object",
                    "required": ["dateName"],
                    "properties": {
                        "dateName": {"type": "string", "enum": list(DATES)},
                        "dateAvant": {"type": "string", "pattern": _MOMENT},
                        "dateApres": {"type": "string", "pattern": _MOMENT},
                    },
                }
            ),
            "triPar": {"type": "string", "enum": list(SORTS)},
            "tri": {"type": "string", "enum": list(DIRECTIONS)},
            "aboSuppr": {"type": "string", "enum": ["true", "false", "1", "0"]},
        },
        "additionalProperties": False,
    }


def _field(field: Field) -> Schema:
    shape: Schema = {"type": "string", "maxLength": field.longest, **_SHAPES.get(field.name, {})}
    return _several(shape) if field.is_repeated else shape


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}
