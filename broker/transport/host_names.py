"""Owns how a host stands in a certificate: as a name or as an address, and what an authority may vouch for."""

import ipaddress
from collections.abc import Iterable

from cryptography import x509

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_LOOPBACK_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


def alternative_names(hosts: Iterable[str]) -> x509.SubjectAlternativeName:
    """Write hosts as a certificate does, always in the same order."""
    return x509.SubjectAlternativeName([_general_name(host) for host in sorted(hosts)])


def constraints(hosts: Iterable[str]) -> x509.NameConstraints:
    """Limit an authority to this machine and to those hosts (RFC 5280, 4.2.1.10): its key opens nothing else.

    A name covers those below it too: `localhost` those of RFC 6761, `x.localhost`.
    """
    beyond = sorted(set(hosts) - LOOPBACK_HOSTS)
    names = ["localhost", *(host for host in beyond if _address(host) is None)]
    networks = [*_LOOPBACK_NETWORKS]
    networks += [ipaddress.ip_network(host) for host in beyond if _address(host) is not None]
    permitted = [*map(x509.DNSName, names), *map(x509.IPAddress, networks)]
    return x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None)


def outside(hosts: Iterable[str], limits: x509.NameConstraints) -> list[str]:
    """Return the hosts that an authority with those limits may not vouch for."""
    permitted = limits.permitted_subtrees or []
    names = [tree.value for tree in permitted if isinstance(tree, x509.DNSName)]
    networks = [ipaddress.ip_network(tree.value) for tree in permitted if isinstance(tree, x509.IPAddress)]
    return sorted(host for host in hosts if not _is_inside(host, names, networks))


def _is_inside(host: str, names: list[str], networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    address = _address(host)
    if address is None:
        return any(host == name or host.endswith(f".{name}") for name in names)
    return any(address in network for network in networks)


def _general_name(host: str) -> x509.GeneralName:
    address = _address(host)
    return x509.DNSName(host) if address is None else x509.IPAddress(address)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
