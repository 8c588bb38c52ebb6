"""Owns the attacks on what an answer says: B044, B045, B059 to B062, B065 to B070, B073, B074."""

from tests.protocols.saml.saml_builders import HTTP_REDIRECT, SAMLP, Tree, find
from tests.security.attack import Build, attacks, oddities
from tests.security.editing import (
    ASSERTION,
    CONDITIONS,
    CONFIRMATION,
    DATA,
    STATEMENT,
    SUBJECT,
    Edit,
    add,
    double,
    drop,
    edited,
    put,
    remove,
    say,
)
from tests.security.forge import Forge, Visit

_DESTINATION, _RECIPIENT, _AUDIENCE = "message.destination", "message.recipient", "message.audience"
_SCHEMA, _STATUS, _SUBJECT = "message.schema", "message.status", "message.subject"
_CONFIRMATION, _VERSION = "message.confirmation", "message.version"
_NAME_ID, _NAMED = "//saml:NameID", "//saml:Audience"
_CODE = "samlp:Status/samlp:StatusCode"
_STATUSES = "urn:oasis:names:tc:SAML:2.0:status:"
_METHODS = "urn:oasis:names:tc:SAML:2.0:cm:"


def _nearly(path: str, name: str, change: str) -> Edit:
    """Set an address that nearly is the hub's callback."""
    return lambda visit, response: find(response, path).set(name, change.format(right=visit.forge.callback))


@attacks(
    [
        ("B044 no Destination", edited(drop(".", "Destination")), _DESTINATION),
        ("B044 an empty Destination", edited(put(".", "Destination", "")), _DESTINATION),
        ("B044 another Destination", edited(put(".", "Destination", "https://forge.invalid/acs")), _DESTINATION),
        ("B044 a query behind the Destination", edited(_nearly(".", "Destination", "{right}?x=1")), _DESTINATION),
        ("B044 a slash behind the Destination", edited(_nearly(".", "Destination", "{right}/")), _DESTINATION),
        ("B045 no Recipient", edited(drop(DATA, "Recipient")), _RECIPIENT),
        ("B045 an empty Recipient", edited(put(DATA, "Recipient", "")), _RECIPIENT),
        ("B045 another Recipient", edited(put(DATA, "Recipient", "https://forge.invalid/acs")), _RECIPIENT),
        ("B045 a longer Recipient", edited(_nearly(DATA, "Recipient", "{right}/x")), _RECIPIENT),
        ("B059 no AudienceRestriction", edited(remove("//saml:AudienceRestriction")), _AUDIENCE),
        ("B059 no Conditions", edited(remove(CONDITIONS)), _AUDIENCE),
        ("B059 an empty Audience", edited(say(_NAMED, "")), _AUDIENCE),
        ("B059 another Audience", edited(say(_NAMED, "https://forge.invalid/service")), _AUDIENCE),
        (
            "B059 a second restriction to somebody else",
            edited(
                add(
                    CONDITIONS,
                    "<saml:AudienceRestriction><saml:Audience>urn:x</saml:Audience></saml:AudienceRestriction>",
                )
            ),
            _AUDIENCE,
        ),
        ("B060 a slash behind the Audience", edited(say(_NAMED, "{hub}/")), _AUDIENCE),
        ("B060 the Audience in capitals", edited(lambda v, r: say(_NAMED, v.forge.hub_id.upper())(v, r)), _AUDIENCE),
        ("B060 spaces around the Audience", edited(say(_NAMED, " {hub} ")), _AUDIENCE),
        ("B061 ProxyRestriction", edited(add(CONDITIONS, '<saml:ProxyRestriction Count="0"/>')), "message.condition"),
        ("B061 a condition of one's own", edited(add(CONDITIONS, '<y:Only xmlns:y="urn:y"/>')), _SCHEMA),
        (
            "B061 a condition of a type of one's own",
            edited(add(CONDITIONS, '<saml:Condition xmlns:y="urn:y" xsi:type="y:Only"/>')),
            _SCHEMA,
        ),
        ("B062 no AuthnContext", edited(remove("//saml:AuthnContext")), _SCHEMA),
        ("B062 no AuthnStatement", edited(remove(STATEMENT)), "message.authentication"),
        ("B062 two AuthnStatements", edited(double(STATEMENT)), "message.authentication"),
        ("B065 Version 1.1", edited(put(".", "Version", "1.1")), _VERSION),
        ("B065 Version 2", edited(put(".", "Version", "2")), _VERSION),
        ("B065 an assertion of Version 1.1", edited(put(ASSERTION, "Version", "1.1")), _VERSION),
        ("B065 no Version", edited(drop(".", "Version")), _SCHEMA),
        ("B066 no ID", edited(drop(".", "ID")), _SCHEMA),
        ("B066 an empty ID", edited(put(".", "ID", "")), _SCHEMA),
        ("B066 an ID that starts with a digit", edited(put(".", "ID", "1abc")), _SCHEMA),
        ("B066 an assertion's ID with a colon", edited(put(ASSERTION, "ID", "a:b")), _SCHEMA),
        ("B070 no Subject", edited(remove(SUBJECT)), _SUBJECT),
        ("B070 no NameID", edited(remove(_NAME_ID)), _SUBJECT),
        ("B070 an empty NameID", edited(say(_NAME_ID, "")), _SUBJECT),
        ("B070 a NameID of spaces", edited(say(_NAME_ID, "  \t ")), _SUBJECT),
        ("B073 no SubjectConfirmation", edited(remove(CONFIRMATION)), _CONFIRMATION),
        ("B073 no data", edited(remove(DATA)), _CONFIRMATION),
        ("B073 sender-vouches", edited(put(CONFIRMATION, "Method", f"{_METHODS}sender-vouches")), _CONFIRMATION),
        ("B073 holder-of-key", edited(put(CONFIRMATION, "Method", f"{_METHODS}holder-of-key")), _CONFIRMATION),
        ("B073 two bearers", edited(double(CONFIRMATION)), _CONFIRMATION),
        ("B074 a bearer with NotBefore", edited(put(DATA, "NotBefore", "2026-09-14T08:00:00Z")), _CONFIRMATION),
    ]
)
def test_an_answer_says_exactly_what_it_must(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


@oddities(
    [
        (
            "B059 several Audiences and ours among them",
            edited(add("//saml:AudienceRestriction", "<saml:Audience>urn:x</saml:Audience>")),
        ),
        ("B061 OneTimeUse", edited(add(CONDITIONS, "<saml:OneTimeUse/>"))),
        (
            "B070 another Format of NameID",
            edited(put(_NAME_ID, "Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified")),
        ),
        ("B070 another qualifier of NameID", edited(put(_NAME_ID, "NameQualifier", "https://other.example/"))),
        ("B070 the NameID of somebody else", edited(say(_NAME_ID, "bobby.hara"))),
    ]
)
def test_what_names_the_person_is_the_declared_attribute_alone(forge: Forge, build: Build) -> None:
    forge.accepts(build)


def _status(code: str, inner: str = "", message: str = "", *, assertion: bool = False) -> Build:
    """Say another status; without an assertion unless asked."""

    def build(visit: Visit) -> Tree:
        response = visit.signed() if assertion else visit.unsigned()
        if not assertion:
            response.remove(find(response, ASSERTION))
        find(response, _CODE).set("Value", code)
        if inner:
            add(_CODE, f'<samlp:StatusCode Value="{inner}"/>')(visit, response)
        if message:
            add("samlp:Status", f"<samlp:StatusMessage>{message}</samlp:StatusMessage>")(visit, response)
        return response

    return build


_RESPONDER = f"{_STATUSES}Responder"


@attacks(
    [
        ("B067 no Status", edited(remove("samlp:Status")), _SCHEMA),
        ("B067 no StatusCode", edited(remove(_CODE)), _SCHEMA),
        ("B067 an empty status", _status(""), _STATUS),
        ("B067 an unknown status", _status("urn:example:fine"), _STATUS),
        ("B067 an error and a right assertion", _status(_RESPONDER, assertion=True), _STATUS),
        ("B067 Success and an error inside", _status(f"{_STATUSES}Success", _RESPONDER, assertion=True), _STATUS),
        ("B069 Success and no assertion", _status(f"{_STATUSES}Success"), "message.assertion_count"),
        ("B068 AuthnFailed", _status(_RESPONDER, f"{_STATUSES}AuthnFailed"), _STATUS),
        ("B068 RequestDenied", _status(_RESPONDER, f"{_STATUSES}RequestDenied"), _STATUS),
        ("B068 UnknownPrincipal", _status(_RESPONDER, f"{_STATUSES}UnknownPrincipal"), _STATUS),
        ("B064 NoPassive", _status(_RESPONDER, f"{_STATUSES}NoPassive"), _STATUS),
    ]
    + [
        (f"B068 ErrorCode nr{number}", _status(_RESPONDER, f"{_STATUSES}AuthnFailed", f"ErrorCode nr{number}"), _STATUS)
        for number in range(19, 26)
    ]
)
def test_a_status_other_than_success_ends_in_a_readable_page(forge: Forge, build: Build, code: str) -> None:
    verdict = forge.refuses(build, code)
    assert "self-post" not in verdict.page


def test_a_hostile_status_message_is_inert_b068(forge: Forge) -> None:
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt;"
    verdict = forge.refuses(_status(f"{_STATUSES}\"'><script>".replace("<", "&lt;"), "", hostile), _STATUS)
    assert "<script>alert" not in verdict.page
    assert "'><script>" not in verdict.page


def test_a_context_that_names_no_class_is_handed_on_as_unspecified_b062(forge: Forge) -> None:
    declared = "<saml:AuthnContextDeclRef>urn:example:strong</saml:AuthnContextDeclRef>"
    verdict = forge.accepts(edited(remove("//saml:AuthnContextClassRef"), add("//saml:AuthnContext", declared)))
    assert _class(verdict.released) == "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"


def test_a_context_is_handed_on_as_it_was_said_and_never_raised_b062(forge: Forge) -> None:
    weak = "urn:oasis:names:tc:SAML:2.0:ac:classes:PreviousSession"
    verdict = forge.accepts(edited(say("//saml:AuthnContextClassRef", weak)))
    assert _class(verdict.released) == weak


def _class(response: Tree) -> str:
    return str(find(response, "//saml:AuthnContextClassRef").text)


def test_our_own_question_asks_for_post_and_names_our_callback(forge: Forge) -> None:
    request = forge.open().request
    assert request.tag == f"{{{SAMLP}}}AuthnRequest"
    assert request.get("AssertionConsumerServiceURL") == forge.callback
    assert request.get("ProtocolBinding") != HTTP_REDIRECT
