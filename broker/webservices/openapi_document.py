"""Owns the OpenAPI document of the web services: what each call takes and answers, for clients and for their tests.

Every route is in it, and it names no other (a test compares); the roles of a route are those that the route declares.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from broker.core.rights.assignment_report import ReportState
from broker.core.roles import Role
from broker.webservices import openapi_schemas as schemas
from broker.webservices.openapi_schemas import Schema

VERSION = "1.0"
_JSON, _XML, _CSV, _ZIP = "application/json", "application/xml", "text/csv", "application/zip"
_CERTIFICATE = "clientCertificate"
_ABOUT = (
    "Les interfaces machine du GAR, simulées : TLS mutuel, un certificat par projet ENT et par distributeur "
    "(« preau certificates »). Bac à sable, données inventées."
)
_ERRORS = {
    400: "L’appel n’est pas bien formé, ou une règle (RG1 à RG13) n’est pas tenue.",
    403: "Le certificat manque, est fini, ou n’est pas pour cet appel.",
    404: "Rien à cette adresse, ou rien qui soit à vous.",
    405: "Cette adresse n’a pas cette méthode.",
    409: "L’état présent ne le permet pas.",
    413: "Le corps est trop grand.",
    415: "Le corps n’est pas de la nature attendue.",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """Describe one call: its success by status with the bodies by media type, and what it takes."""

    summary: str
    success: int
    answers: Mapping[str, Schema] = field(default_factory=dict)
    body: Mapping[str, Schema] = field(default_factory=dict)
    is_body_required: bool = False
    parameters: tuple[Schema, ...] = ()


def make_document(url: str, admitted: Mapping[tuple[str, str], Iterable[Role]]) -> Schema:
    """Return the document; `admitted` gives the roles of each (path, method in small letters)."""
    paths: dict[str, dict[str, Schema]] = {}
    for (path, method), operation in OPERATIONS.items():
        roles = admitted.get((path, method), ())
        paths.setdefault(path, {})[method] = _operation(path, method, operation, roles)
    return {
        "openapi": "3.0.3",
        "info": {"title": "Préau, services web", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": url}],
        "security": [{_CERTIFICATE: []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                # OpenAPI 3.0 has no word for mutual TLS: the key travels in the handshake, and this header in no call.
                _CERTIFICATE: {"type": "apiKey", "in": "header", "name": "X-Client-Certificate-By-TLS"}
            }
        },
    }


def _operation(path: str, method: str, operation: Operation, roles: Iterable[Role]) -> Schema:
    made: Schema = {
        "operationId": f"{method}_{path.strip('/').replace('/', '_').replace('{', '').replace('}', '') or 'index'}",
        "summary": operation.summary,
        "description": f"Certificats : {', '.join(sorted(roles))}.",
        "parameters": [*_path_parameters(path), *operation.parameters],
        "responses": {
            str(operation.success): {"description": "Fait.", "content": _content(operation.answers)},
            **{str(status): _error(said) for status, said in _ERRORS.items()},
        },
    }
    if operation.body:
        made["requestBody"] = {"required": operation.is_body_required, "content": _content(operation.body)}
    return made


def _content(bodies: Mapping[str, Schema]) -> Schema:
    return {kind: {"schema": schema} for kind, schema in bodies.items()}


def _error(said: str) -> Schema:
    return {"description": said, "content": _content({_JSON: schemas.ERROR, _XML: schemas.XML_ERROR})}


def _path_parameters(path: str) -> list[Schema]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": _PATH_SCHEMAS.get(name, {"type": "string"})}
        for name in names
    ]


def _query(name: str, shape: Schema, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "schema": shape}


_TEXT: Schema = {"type": "string"}
_NAME: Schema = {"type": "string", "minLength": 1}
_STATES = [state.value for state in ReportState]
_PATH_SCHEMAS: Mapping[str, Schema] = {
    "subscription": {"type": "string", "minLength": 1, "maxLength": 45},
    "uai": {"type": "string", "maxLength": 45},
    "state": {"type": "string", "enum": _STATES},
}
_INDEX: Schema = {"type": "integer", "minimum": 0, "maximum": 999999999}
_PAGE = (_query("debut", _INDEX), _query("fin", _INDEX))
_SUBSCRIPTION = {kind: schemas.subscription(name="abonnement") for kind in (_XML, _JSON)}
_FOUND: Schema = {
    "type": "object",
    "required": ["abonnements"],
    "properties": {"abonnements": {"type": "array", "items": schemas.subscription(name="abonnement")}},
}
_DRAFT = {_XML: schemas.subscription(name="abonnement")}
_SEARCH = Operation(
    "Chercher parmi ses abonnements.", 200, {_XML: _TEXT, _JSON: _FOUND}, {_XML: schemas.search()}, parameters=_PAGE
)
OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("/", "get"): Operation("Ce que ce certificat peut appeler.", 200, {_JSON: {"type": "object"}}),
    ("/openapi.json", "get"): Operation("Ce document.", 200, {_JSON: {"type": "object"}}),
    ("/ressources/{project}/{uai}/{person}", "get"): Operation(
        "Les ressources qu’une personne peut ouvrir dans un établissement.",
        200,
        {_JSON: schemas.RESOURCE_LIST, _XML: _TEXT},
    ),
    ("/ressourcesDiffusables", "get"): Operation("Le catalogue des ressources.", 200, {_XML: _TEXT}),
    ("/{subscription}", "put"): Operation("Créer un abonnement.", 201, _SUBSCRIPTION, _DRAFT, is_body_required=True),
    ("/{subscription}", "post"): Operation(
        "Modifier un abonnement.", 200, _SUBSCRIPTION, _DRAFT, is_body_required=True
    ),
    ("/{subscription}", "delete"): Operation("Supprimer un abonnement.", 204),
    ("/abonnements", "get"): _SEARCH,
    ("/abonnements", "post"): _SEARCH,
    ("/etablissements/etablissements.xml", "get"): Operation("Les établissements.", 200, {_XML: _TEXT}),
    ("/decompteaffectations", "get"): Operation(
        "Le décompte des affectations, par abonnement ou par projet : l’un des deux paramètres.",
        200,
        {_CSV: _TEXT},
        parameters=(_query("idAbonnement", _NAME), _query("codeProjetRessource", _NAME)),
    ),
    ("/rapportsAffectation/{distributor}/{state}", "get"): Operation(
        "Les rapports d’affectation, selon leur état.",
        200,
        {_JSON: schemas.REPORT_LIST},
    ),
    ("/GAR-Affectations/{distributor}/{report}", "get"): Operation(
        "Un rapport d’affectation, pris en compte dès lors.", 200, {_ZIP: {"type": "string", "format": "binary"}}
    ),
}
