"""Owns the dialects of OpenID Connect: what one issuer asks of every client, and what its words give. They are data."""

from dataclasses import dataclass

OPENID = "openid"
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class OidcDialect:
    """Describe how one issuer speaks OpenID Connect, beyond the specification.

    `scopes` gives the words of `vocabulary` that each scope opens (`*`: all that a contract names); a contract may
    name scopes of its own besides, which open all that it names. `told_besides` are what userinfo and ID tokens say
    of the sign-on itself. `asks_for_resource` is the GAR's way of naming resource, school and profile in the request.
    """

    vocabulary: str = "gar"
    scopes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    told_besides: tuple[str, ...] = ()
    asks_for_resource: bool = False
    pkce_required: bool = True
    required: tuple[str, ...] = ()
    code_seconds: int = 60
    access_seconds: int = 600
    id_token_seconds: int = 600


@dataclass(frozen=True, slots=True)
class Scopes:
    """Tell what each scope opens for one client: those of its issuer, and its contract's own."""

    dialect: OidcDialect
    own: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the scopes that the client may ask for."""
        return (OPENID, *(name for name, _ in self.dialect.scopes), *self.own)

    def granted(self, wanted: str) -> str:
        """Return the known scopes among those asked for; the others are ignored (RFC 6749 3.3)."""
        asked = wanted.split()
        return " ".join(name for name in dict.fromkeys(self.names) if name in asked)

    def opens(self, scope: str, code: str) -> bool:
        """Tell whether a granted scope opens an attribute, if the contract names it."""
        granted = scope.split()
        if any(name in granted for name in self.own):
            return True
        tables = (words for name, words in self.dialect.scopes if name in granted)
        return any(EVERYTHING in words or code in words for words in tables)
