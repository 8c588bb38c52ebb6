"""Owns whom our own HTTPS requests trust: the system's authorities, and the workspace's local one where it has one.

Every request that the broker or a command makes passes the file as `verify=`; nothing ever passes False.
"""

import ssl
from pathlib import Path

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from broker.transport.local_certificates import AUTHORITY
from broker.transport.pem_files import write_public
from broker.transport.timed_adapter import TimedAdapter

_TOGETHER = "trusted.pem"
_BUNDLES = (Path("/etc/ssl/certs/ca-certificates.crt"), Path("/etc/pki/tls/certs/ca-bundle.crt"))  # Debian's, Fedora's


def provide_authorities(folder: Path) -> str:
    """Return the path of a PEM file of authorities; `folder` is the one of the local certificates, there or not."""
    system = _system_authorities()
    local = folder / AUTHORITY
    if not local.exists():
        return str(system)
    content = system.read_bytes().rstrip() + b"\n" + local.read_bytes()
    together = folder / _TOGETHER
    if not together.exists() or together.read_bytes() != content:
        write_public(together, content)
    return str(together)


def local_session(authorities: str, *, seconds: float | None = None) -> requests.Session:
    """Make a session that trusts those authorities, whatever the environment names: no proxy, no other file.

    With `seconds`, all that is asked in it ends by then.
    """
    session = requests.Session()
    session.trust_env = False  # requests would let REQUESTS_CA_BUNDLE win over the session's own
    session.verify = authorities
    if seconds is not None:
        session.mount("http://", TimedAdapter(seconds))
        session.mount("https://", TimedAdapter(seconds))
    return session


def _system_authorities() -> Path:
    """Return the system's file, which knows an organisation's own authorities, else the one that requests brings."""
    named = ssl.get_default_verify_paths().cafile  # SSL_CERT_FILE, else OpenSSL's own; None when there is no such file
    found = Path(named) if named else next((bundle for bundle in _BUNDLES if bundle.is_file()), None)
    return found or Path(DEFAULT_CA_BUNDLE_PATH)
