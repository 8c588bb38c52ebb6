"""Owns the CAS side of the small hub: validation answers, as text, and the word that somebody signed out."""

from xml.sax.saxutils import escape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sp_examples.hub_server import Asked
from tests.sp_examples.yard import Yard

NAMESPACE = "http://www.yale.edu/tp/cas"
VALIDATE = "/p3/serviceValidate"
SERVICE = "http://localhost/orchestre/"
TICKET = "ST-1-0123456789abcdef-hub"
IDO = "0a" * 64


def success(attributes: dict[str, list[str]] | None = None, user: str = "AAdzZWNyZXQx") -> str:
    """Return one authenticationSuccess."""
    elements = "".join(
        f"<cas:{name}>{escape(value)}</cas:{name}>"
        for name, values in (attributes or {"IDO": [IDO], "UAI": ["0561641E"]}).items()
        for value in values
    )
    return (
        f"<cas:authenticationSuccess><cas:user>{user}</cas:user>"
        f"<cas:attributes>{elements}</cas:attributes></cas:authenticationSuccess>"
    )


def failure(words: str, code: str = "INVALID_TICKET") -> str:
    """Return one authenticationFailure."""
    return f'<cas:authenticationFailure code="{code}">{escape(words)}</cas:authenticationFailure>'


def response(*outcomes: str, namespace: str = NAMESPACE) -> str:
    """Return a serviceResponse with these outcomes."""
    return f'<cas:serviceResponse xmlns:cas="{namespace}">{"".join(outcomes)}</cas:serviceResponse>'


def logout_request(ticket: str) -> str:
    """Return the logoutRequest of one ticket, as facts/gar.md 4.1 shows it."""
    return (
        '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="LR-1" Version="2.0" '
        'IssueInstant="2026-11-25T10:00:00Z"><saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">'
        f"@NOT_USED@</saml:NameID><samlp:SessionIndex>{escape(ticket)}</samlp:SessionIndex></samlp:LogoutRequest>"
    )


def ask(browser: FlaskClient, query: str = "") -> str:
    """Open the resource and return where it sends the browser."""
    return str(browser.get(f"/orchestre/{query}").location)


def bring(yard: Yard, browser: FlaskClient, text: str, ticket: str = TICKET) -> TestResponse:
    """Bring a ticket, of which the hub will say this, to the resource."""

    def validate(asked: Asked) -> tuple[int, str]:
        right = asked.query == {"service": [SERVICE], "ticket": [ticket]}
        return (200, text) if right else (200, response(failure("another service or ticket")))

    yard.server.places[VALIDATE] = validate
    return browser.get("/orchestre/", query_string={"ticket": ticket})


def sign_on(yard: Yard, browser: FlaskClient, ticket: str = TICKET, text: str | None = None) -> TestResponse:
    """Sign a browser on."""
    ask(browser)
    return bring(yard, browser, text or response(success()), ticket)


def tell(yard: Yard, text: str) -> TestResponse:
    """Post a logoutRequest to the service."""
    return yard.browser().post("/orchestre/", data={"logoutRequest": text})
