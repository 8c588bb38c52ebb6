"""Owns the médiacentre's link to a resource, written exactly as médiacentres write it (facts/gar.md 2)."""

import base64
from urllib.parse import quote


def access_link(entry_url: str, resource: str, *, project: str | None = None, uai: str | None = None) -> str:
    """Return the link: base64 with its padding and not percent-encoded, then the ARK."""
    values = (("idENT", project), ("idEtab", uai))
    pairs = [f"{name}={base64.b64encode(value.encode()).decode()}" for name, value in values if value]
    pairs.append(f"idRessource={quote(resource, safe=':/')}")
    return f"{entry_url}?{'&'.join(pairs)}"
