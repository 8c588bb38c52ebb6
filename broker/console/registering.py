"""Owns the registering of what a form says: drafted, checked with all the rest, each finding beside its field."""

from dataclasses import dataclass

from broker.console.registration_checks import FieldProblem, find_problems, read_keys
from broker.console.registration_form import FormValues
from broker.core.errors import ConfigurationError
from broker.kits.cas_services import folder_of
from broker.kits.contract_draft import ContractDraft, OidcDraft
from broker.kits.finding import Finding, Part, as_read
from broker.kits.metadata_source import HadMetadata
from broker.kits.registrar import Registrar
from broker.kits.registration import Candidate, Registered

PASTED = "métadonnées"
_UNKNOWN_ENTITY = "urn:preau:unknown"
# Where the reader of contracts finds something wrong, and the field that says it; the first that fits.
_FIELDS = (
    ("resource", "ark"),
    ("access_url", "access_url"),
    ("title", "title"),
    ("provider", "provider"),
    ("profiles", "profiles"),
    ("attributes", "attributes"),
    ("saml", "saml_metadata"),
    ("cas", "cas_services"),
    ("oidc.client_id", "name"),
    ("oidc.redirect_uris", "oidc_redirect_uris"),
    ("oidc.post_logout", "oidc_post_logout_uris"),
    ("oidc.backchannel", "oidc_backchannel_uri"),
    ("oidc.token_endpoint", "oidc_auth_method"),
    ("oidc.jwks", "oidc_jwks"),
    ("oidc", "oidc_redirect_uris"),
    ("", "name"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold the resource that was registered, or every problem beside its field."""

    registered: Registered | None
    problems: tuple[FieldProblem, ...] = ()


def register(values: FormValues, registrar: Registrar, issuer: str) -> Outcome:
    """Register what the form says, whole, or nothing."""
    problems = [*find_problems(values)]
    metadata = _have_metadata(values, registrar, problems)
    if problems:  # a draft would only say the same again
        told = (metadata.findings if metadata else ()) + registrar.check_name(values.name)
        return Outcome(None, (*problems, *(_beside(finding, values) for finding in told)))
    draft = _draft(values, issuer, metadata)
    candidate = Candidate(values.name, registrar.write(draft), metadata)
    registered, findings = registrar.check(candidate)
    if findings or registered is None:
        return Outcome(None, tuple(_beside(finding, values) for finding in findings))
    try:
        registrar.keep(candidate, registered)
    except ConfigurationError as error:  # taken meanwhile, or the workspace cannot be written
        return Outcome(None, tuple(_beside(as_read(problem), values) for problem in error.problems))
    return Outcome(registered)


def _have_metadata(values: FormValues, registrar: Registrar, problems: list[FieldProblem]) -> HadMetadata | None:
    if "saml" not in values.languages or any(problem.field.startswith("saml_") for problem in problems):
        return None
    address = values.texts["saml_metadata_url"]
    return registrar.have(address) if address else registrar.read(values.texts["saml_metadata"].encode(), PASTED)


def _draft(values: FormValues, issuer: str, metadata: HadMetadata | None) -> ContractDraft:
    texts = values.texts
    entity_id = metadata.peer.entity_id if metadata and metadata.peer else _UNKNOWN_ENTITY
    services = values.lines("cas_services") or (folder_of(texts["access_url"]),)
    return ContractDraft(
        issuer=issuer,
        ark=texts["ark"],
        title=texts["title"],
        access_url=texts["access_url"],
        provider=texts["provider"],
        profiles=tuple(str(profile) for profile in values.profiles),
        attributes=values.attributes,
        entity_id=entity_id if metadata else None,
        services=services if "cas" in values.languages else (),
        oidc=_draft_client(values) if "oidc" in values.languages else None,
    )


def _draft_client(values: FormValues) -> OidcDraft:
    method = values.texts["oidc_auth_method"]
    return OidcDraft(
        client_id=values.name,
        redirect_uris=values.lines("oidc_redirect_uris"),
        post_logout_redirect_uris=values.lines("oidc_post_logout_uris") or (values.texts["access_url"],),
        backchannel_logout_uri=values.texts["oidc_backchannel_uri"],
        auth_method=method,
        jwks=read_keys(values.texts["oidc_jwks"]) if method == "private_key_jwt" else (),
    )


def _beside(finding: Finding, values: FormValues) -> FieldProblem:
    if finding.part is Part.NAME:
        field = "name"
    elif finding.part is Part.METADATA:
        field = "saml_metadata_url" if values.texts["saml_metadata_url"] else "saml_metadata"
    else:
        field = next(field for where, field in _FIELDS if finding.where.startswith(where))
    return FieldProblem(field, finding.what, finding.hint)
