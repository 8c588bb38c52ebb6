"""Owns how an issuer asks an OpenID provider above it: as which client, for what, and what it accepts as an answer."""

from dataclasses import dataclass

from broker.core.sign_in_methods import is_two_factors

# OpenID Connect Discovery 1.0 3: the addresses that one who relies on a provider needs.
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
END_SESSION = "end_session_endpoint"


@dataclass(frozen=True, slots=True)
class OidcUpstream:
    """Describe one provider as its client knows it.

    `issuer` is its issuer identifier, compared to the character. `endpoints` are addresses by their names of the
    discovery document: with them nothing is discovered. `acr_values` are asked for, in order; an answer's acr must be
    one of `acr`, where there are any: each stands for a way of signing in by the name that the core knows.
    `algorithms` are those with which it signs, whatever a token names: never with a shared secret, never `none`.
    `signed_userinfo` says that userinfo is a signed token, not plain JSON. `iss_required`: the answer must name the
    provider (RFC 9207). `parameters` are further ones of the request.
    """

    issuer: str
    client_id: str
    scopes: tuple[str, ...] = ("openid",)
    acr_values: tuple[str, ...] = ()
    acr: tuple[tuple[str, str], ...] = ()
    algorithms: tuple[str, ...] = ("ES256",)
    secret_in_body: bool = True
    signed_userinfo: bool = True
    iss_required: bool = False
    parameters: tuple[tuple[str, str], ...] = ()
    endpoints: tuple[tuple[str, str], ...] = ()

    @property
    def acr_of_two_factors(self) -> tuple[str, ...]:
        """Return what is asked for where two factors are wanted: the accepted acr that stand for them."""
        return tuple(name for name, method in self.acr if is_two_factors(method))

    def method_of(self, acr: str) -> str:
        """Return the way of signing in that an acr stands for; its own name where nothing is said of it."""
        return dict(self.acr).get(acr, acr)


def callback_path(guichet: str) -> str:
    """Return the path of ours at which the answers of one guichet, and of no other, arrive (RFC 9700 4.4)."""
    return f"/guichet/{guichet}/callback"


def direct_path(guichet: str) -> str:
    """Return the path of ours at which a person goes to one guichet without a service."""
    return f"/guichet/{guichet}"


def signed_out_path(guichet: str) -> str:
    """Return the path of ours to which one guichet sends the browser back after a sign-out."""
    return f"/guichet/{guichet}/signed-out"
