"""Owns pysaml2: its constants, and the templates of messages and the metadata that its classes make.

A template is made once and cached by its user; per message lxml fills a copy, since `to_string` takes longer
than the rest of the work but the signature.
"""

from dataclasses import dataclass

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, BINDING_SOAP, SamlBase, md, saml, samlp, xmldsig
from saml2.extension import mdui

from broker.saml.names import AES_256_GCM, RSA_OAEP

HTTP_POST: str = BINDING_HTTP_POST
HTTP_REDIRECT: str = BINDING_HTTP_REDIRECT
SOAP: str = BINDING_SOAP
STATUS_SUCCESS: str = samlp.STATUS_SUCCESS
STATUS_REQUESTER: str = samlp.STATUS_REQUESTER
STATUS_RESPONDER: str = samlp.STATUS_RESPONDER
STATUS_AUTHN_FAILED: str = samlp.STATUS_AUTHN_FAILED
STATUS_NO_AUTHN_CONTEXT: str = samlp.STATUS_NO_AUTHN_CONTEXT
STATUS_NO_PASSIVE: str = samlp.STATUS_NO_PASSIVE
STATUS_REQUEST_DENIED: str = samlp.STATUS_REQUEST_DENIED
STATUS_REQUEST_UNSUPPORTED: str = samlp.STATUS_REQUEST_UNSUPPORTED
STATUS_PARTIAL_LOGOUT: str = samlp.STATUS_PARTIAL_LOGOUT
STATUS_UNKNOWN_PRINCIPAL: str = samlp.STATUS_UNKNOWN_PRINCIPAL
STATUS_INVALID_NAMEID_POLICY: str = samlp.STATUS_INVALID_NAMEID_POLICY
NAME_FORMAT_BASIC: str = saml.NAME_FORMAT_BASIC
NAME_FORMAT_URI: str = saml.NAME_FORMAT_URI
NAMEID_TRANSIENT: str = saml.NAMEID_FORMAT_TRANSIENT
NAMEID_PERSISTENT: str = saml.NAMEID_FORMAT_PERSISTENT
NAMEID_UNSPECIFIED: str = saml.NAMEID_FORMAT_UNSPECIFIED
PASSWORD_PROTECTED: str = saml.AUTHN_PASSWORD_PROTECTED
BEARER: str = saml.SCM_BEARER

_PREFIXES = {"saml": saml.NAMESPACE, "samlp": samlp.NAMESPACE}
_METADATA_PREFIXES = {"md": md.NAMESPACE, "ds": xmldsig.NAMESPACE, "mdui": mdui.NAMESPACE}
_BY_THE_PERSON = "urn:oasis:names:tc:SAML:2.0:logout:user"
_LATER = "_"  # a place that each message fills


@dataclass(frozen=True, slots=True)
class ResponseShape:
    """Hold what is the same in every response of one issuer to one service."""

    issuer: str
    audience: str
    destination: str
    name_id_format: str
    context_class: str


def response_template(shape: ResponseShape) -> bytes:
    """Write a Response with one Assertion, whose IDs, times, NameID and attributes are still to be filled."""
    data = saml.SubjectConfirmationData(not_on_or_after=_LATER, recipient=shape.destination, in_response_to=_LATER)
    subject = saml.Subject(
        name_id=saml.NameID(
            format=shape.name_id_format, name_qualifier=shape.issuer, sp_name_qualifier=shape.audience, text=_LATER
        ),
        subject_confirmation=[saml.SubjectConfirmation(method=BEARER, subject_confirmation_data=data)],
    )
    restriction = saml.AudienceRestriction(audience=[saml.Audience(text=shape.audience)])
    conditions = saml.Conditions(not_before=_LATER, not_on_or_after=_LATER, audience_restriction=[restriction])
    context = saml.AuthnContext(authn_context_class_ref=saml.AuthnContextClassRef(text=shape.context_class))
    statement = saml.AuthnStatement(authn_instant=_LATER, session_index=_LATER, authn_context=context)
    assertion = saml.Assertion(
        version="2.0",
        id=_LATER,
        issue_instant=_LATER,
        issuer=saml.Issuer(text=shape.issuer),
        subject=subject,
        conditions=conditions,
        authn_statement=[statement],
        attribute_statement=[saml.AttributeStatement()],
    )
    success = samlp.Status(samlp.StatusCode(value=STATUS_SUCCESS))
    response = _answer(samlp.Response, shape.issuer, shape.destination, success)
    response.assertion = [assertion]
    return _written(response)


def error_template(issuer: str, destination: str) -> bytes:
    """Write a Response without assertion, whose status is still to be filled."""
    return _written(_answer(samlp.Response, issuer, destination, _open_status()))


def request_template(issuer: str, destination: str, consumer: str, name_id_format: str) -> bytes:
    """Write an AuthnRequest to be answered by HTTP-POST at `consumer`, whose ID and time are still to be filled."""
    request = samlp.AuthnRequest(
        id=_LATER,
        version="2.0",
        issue_instant=_LATER,
        destination=destination,
        protocol_binding=HTTP_POST,
        assertion_consumer_service_url=consumer,
        issuer=saml.Issuer(text=issuer),
        name_id_policy=samlp.NameIDPolicy(format=name_id_format, allow_create="true"),
    )
    return _written(request)


def logout_request_template(issuer: str, destination: str) -> bytes:
    """Write a LogoutRequest whose ID, times, NameID and SessionIndex are still to be filled (SAML core 3.7.1)."""
    request = samlp.LogoutRequest(
        id=_LATER,
        version="2.0",
        issue_instant=_LATER,
        not_on_or_after=_LATER,
        destination=destination,
        reason=_BY_THE_PERSON,
        issuer=saml.Issuer(text=issuer),
        name_id=saml.NameID(text=_LATER),
        session_index=[samlp.SessionIndex(text=_LATER)],
    )
    return _written(request)


def logout_response_template(issuer: str, destination: str) -> bytes:
    """Write a LogoutResponse whose status is still to be filled; an empty destination is left out (SOAP has none)."""
    return _written(_answer(samlp.LogoutResponse, issuer, destination or None, _open_status()))


def _open_status() -> samlp.Status:
    inner = samlp.StatusCode(value=_LATER)
    return samlp.Status(
        status_code=samlp.StatusCode(value=_LATER, status_code=inner), status_message=samlp.StatusMessage(text=_LATER)
    )


def _answer(kind: type[SamlBase], issuer: str, destination: str | None, status: SamlBase) -> SamlBase:
    return kind(
        id=_LATER,
        version="2.0",
        issue_instant=_LATER,
        in_response_to=_LATER,
        destination=destination,
        issuer=saml.Issuer(text=issuer),
        status=status,
    )


def _written(message: SamlBase) -> bytes:
    written: bytes = message.to_string(nspair=_PREFIXES)
    return written


@dataclass(frozen=True, slots=True)
class EntityShape:
    """Hold what the metadata of one of our entities says; `consumer` is None where it asks no guichet.

    `sign_out` are (binding, address) pairs, the same in both roles. `titles` are (language, text) pairs;
    `signing` and `encryption` are the base64 texts of certificates.
    """

    entity_id: str
    metadata_id: str
    valid_until: str
    signing: tuple[str, ...]
    encryption: tuple[str, ...]
    titles: tuple[tuple[str, str], ...]
    organisations: tuple[tuple[str, str], ...]
    home: str
    redirect: str
    post: str
    consumer: str | None = None
    sign_out: tuple[tuple[str, str], ...] = ()


def write_entity(shape: EntityShape) -> bytes:
    """Write an EntityDescriptor: a guichet, and a service as well where it has a consumer (SAML metadata 2)."""
    organisation = md.Organization(
        organization_name=[md.OrganizationName(lang=language, text=text) for language, text in shape.organisations],
        organization_display_name=[
            md.OrganizationDisplayName(lang=language, text=text) for language, text in shape.organisations
        ],
        organization_url=[
            md.OrganizationURL(lang=language, text=shape.home) for language, _text in shape.organisations
        ],
    )
    entity = md.EntityDescriptor(
        id=shape.metadata_id,
        entity_id=shape.entity_id,
        valid_until=shape.valid_until,
        idpsso_descriptor=_guichet_role(shape),
        spsso_descriptor=_service_role(shape, shape.consumer) if shape.consumer is not None else None,
        organization=organisation,
    )
    written: bytes = entity.to_string(nspair=_METADATA_PREFIXES)
    return written


def _guichet_role(shape: EntityShape) -> md.IDPSSODescriptor:
    return md.IDPSSODescriptor(
        protocol_support_enumeration=samlp.NAMESPACE,
        want_authn_requests_signed="true",
        extensions=_names(shape),
        key_descriptor=_keys(shape.signing, "signing"),
        single_logout_service=_sign_out(shape),
        name_id_format=[md.NameIDFormat(text=NAMEID_TRANSIENT), md.NameIDFormat(text=NAMEID_PERSISTENT)],
        single_sign_on_service=[
            md.SingleSignOnService(binding=HTTP_REDIRECT, location=shape.redirect),
            md.SingleSignOnService(binding=HTTP_POST, location=shape.post),
        ],
    )


def _service_role(shape: EntityShape, consumer: str) -> md.SPSSODescriptor:
    return md.SPSSODescriptor(
        protocol_support_enumeration=samlp.NAMESPACE,
        authn_requests_signed="true",
        want_assertions_signed="true",
        extensions=_names(shape),
        key_descriptor=_keys(shape.signing, "signing") + _keys(shape.encryption, "encryption"),
        single_logout_service=_sign_out(shape),
        name_id_format=[md.NameIDFormat(text=NAMEID_TRANSIENT)],
        assertion_consumer_service=[
            md.AssertionConsumerService(binding=HTTP_POST, location=consumer, index="0", is_default="true")
        ],
    )


def _sign_out(shape: EntityShape) -> list[md.SingleLogoutService]:
    return [md.SingleLogoutService(binding=binding, location=location) for binding, location in shape.sign_out]


def _names(shape: EntityShape) -> md.Extensions:
    info = mdui.UIInfo(display_name=[mdui.DisplayName(lang=language, text=text) for language, text in shape.titles])
    extensions = md.Extensions()
    extensions.add_extension_element(info)
    return extensions


def _keys(certificates: tuple[str, ...], use: str) -> list[md.KeyDescriptor]:
    return [_key(body, use) for body in certificates]


def _key(body: str, use: str) -> md.KeyDescriptor:
    certificate = xmldsig.X509Certificate(text=body)
    key_info = xmldsig.KeyInfo(x509_data=[xmldsig.X509Data(x509_certificate=certificate)])
    methods = [md.EncryptionMethod(algorithm=AES_256_GCM), md.EncryptionMethod(algorithm=RSA_OAEP)]
    return md.KeyDescriptor(use=use, key_info=key_info, encryption_method=methods if use == "encryption" else None)
