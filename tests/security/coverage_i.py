"""Owns which numbers of family I (CAS) the tests here deliver to the hub, and why the others have nothing to resist."""

WANTED = tuple(f"I{number}" for number in range(171, 193))

NOT_HERE = {
    "I182": "Generated only: whether a service verifies the certificate of what validates its tickets. The hub's own "
    "outgoing calls are verified (tests/protocols/cas/test_cas_protocol_2_7_proxy.py, a rogue callback).",
}
