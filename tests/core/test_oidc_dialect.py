"""Holds what scopes open: those of an issuer, and those that a contract names for its own client."""

from broker.core.oidc_dialect import OidcDialect, Scopes

_DIALECT = OidcDialect(scopes=(("everything", ("*",)), ("profile", ("NOM", "PRE"))))


def test_only_known_scopes_are_granted_each_once_in_the_issuers_order() -> None:
    scopes = Scopes(_DIALECT, ("ect.scope.cnx",))
    assert scopes.granted("ect.scope.cnx unheard-of profile openid profile") == "openid profile ect.scope.cnx"
    assert Scopes(_DIALECT).granted("openid ect.scope.cnx") == "openid"


def test_a_scope_opens_its_own_words_only() -> None:
    scopes = Scopes(_DIALECT)
    assert scopes.opens("openid profile", "NOM")
    assert not scopes.opens("openid profile", "UAI")
    assert not scopes.opens("openid", "NOM")
    assert scopes.opens("openid everything", "UAI")


def test_a_scope_of_the_clients_own_opens_all_that_its_contract_names() -> None:
    assert Scopes(_DIALECT, ("hub.scope.essai",)).opens("openid hub.scope.essai", "UAI")
    assert not Scopes(_DIALECT).opens("openid hub.scope.essai", "UAI")
