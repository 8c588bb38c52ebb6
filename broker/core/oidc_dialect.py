"""Owns the dialects of OpenID Connect: what one issuer asks of every client, and what its words give. They are data."""

from dataclasses import dataclass

OPENID = "openid"
EVERYTHING = "*"
METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")
PROMPTS = ("none", "login", "consent", "select_account")
SHARED = "HS256"  # signed with the client's own secret


@dataclass(frozen=True, slots=True)
class AcrNames:
    """Hold an issuer's own names of ways to sign in, weakest first, each with the class that the core knows."""

    names: tuple[tuple[str, str], ...] = ()

    def classes_of(self, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """Return the classes of the names asked for, those that the issuer does not know aside."""
        known = dict(self.names)
        return tuple(known[name] for name in wanted if name in known) if known else wanted

    def name_of(self, method: str, wanted: tuple[str, ...]) -> str:
        """Return how a way of signing in is called: as it was asked for, else by its first name, else the weakest."""
        if not self.names:
            return method
        fitting = [name for name, known in self.names if known == method]
        asked = [name for name in wanted if name in fitting]
        return next(iter((*asked, *fitting)), self.names[0][0])


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Hold how long what one issuer gives holds, in seconds."""

    code: int = 60
    access: int = 600
    id_token: int = 600


@dataclass(frozen=True, slots=True)
class Demands:
    """Hold what one issuer wants of a request beyond the specification.

    `parameters` must be there. `further` are parameters that only this issuer knows; of the `idp_hints` that it takes,
    none means any. Where `unknown_refused`, a parameter that nobody knows is refused. Where `explained_here`, a wrong
    request is explained to the person by the issuer, and not sent back to the client.
    """

    parameters: tuple[str, ...] = ()
    nonce_characters: int = 0
    pkce: bool = True
    resource: bool = False
    further: tuple[str, ...] = ()
    idp_hints: tuple[str, ...] = ()
    prompts: tuple[str, ...] = PROMPTS
    unknown_refused: bool = False
    explained_here: bool = False
    hint_at_sign_out: bool = False


@dataclass(frozen=True, slots=True)
class Sealing:
    """Hold how one issuer's tokens are sealed: the algorithms a client may register, and what is sealed at all."""

    algorithms: tuple[str, ...] = ("ES256", "RS256")
    userinfo_signed: bool = False
    encrypted: bool = False
    methods: tuple[str, ...] = METHODS


@dataclass(frozen=True, slots=True)
class OidcDialect:
    """Describe how one issuer speaks OpenID Connect, beyond the specification.

    `scopes` gives the words of `vocabulary` that each scope opens (`*`: all that a contract names); a contract may
    name scopes of its own besides, which open all that it names. `told_besides` are what userinfo and ID tokens say
    of the sign-on itself. `amr` says when an ID token tells how the person signed in: `always`, `scope` (where that
    scope is granted) or `asked` (by `claims`). `codes` are the issuer's own codes of our refusals.
    """

    vocabulary: str = "gar"
    scopes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    told_besides: tuple[str, ...] = ()
    amr: str = "always"
    acr: AcrNames = AcrNames()
    lifetimes: Lifetimes = Lifetimes()
    demands: Demands = Demands()
    sealing: Sealing = Sealing()
    codes: tuple[tuple[str, str], ...] = ()

    def code_of(self, refusal: str) -> str:
        """Return the issuer's own code of a refusal, empty where it has none."""
        return dict(self.codes).get(refusal, "")


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
