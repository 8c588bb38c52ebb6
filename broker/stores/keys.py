"""Owns the names under which things are stored: short, whatever a peer wrote, and with a cluster's hash tag."""

from hashlib import sha256


def name_key(kind: str, *names: str) -> str:
    """Return `kind:{digest}`: names come from messages, so neither their length nor their signs may matter.

    The digest stands in braces, so that a Redis cluster keeps together what has the same names.
    """
    parts = "".join(f"{len(name)}:{name}" for name in names)
    return f"{kind}:{{{sha256(parts.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}}}"
