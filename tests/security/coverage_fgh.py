"""Owns which numbers of families F, G and H (OpenID Connect) the tests here deliver, and why the others do not."""

WANTED = (
    *(f"F{number}" for number in range(119, 141)),
    *(f"G{number}" for number in range(141, 165)),
    *(f"H{number}" for number in range(165, 171)),
)

NOT_HERE = {
    "F121": "Generated only: whether a client compares `state` with its own. The hub hands it back as it came, and "
    "refuses it twice (F122, tests/protocols/oidc).",
    "G158": "Generated only: what a client makes of userinfo that is another person's, unsigned, late or no JSON. The "
    "hub reads nobody's userinfo.",
}
