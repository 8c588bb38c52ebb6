"""Owns the addresses of one installation: which issuer answers where, and what may listen beyond loopback."""

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from broker.core.errors import ConfigurationError, Problem
from broker.definitions.issuer_files import read_listeners
from broker.definitions.settings import Settings
from broker.directories.directory_settings import find_shipped
from broker.transport.host_names import LOOPBACK_HOSTS
from broker.transport.local_certificates import LocalCertificates

RESOURCES = "resources"
RESOURCES_LISTENER = 10
WEBSERVICES = "webservices"
WEBSERVICES_LISTENER = 17
_NO_ISSUERS = frozenset({RESOURCES, WEBSERVICES})


def base_urls(settings: Settings, *issuers: Path) -> dict[str, str]:
    """Return the base URL of each issuer of these folders by name.

    `resources` is that of the example resources, `webservices` that of the web services, always https.
    """
    listeners = {**read_listeners(*issuers), RESOURCES: RESOURCES_LISTENER}
    _check_listeners({**listeners, WEBSERVICES: WEBSERVICES_LISTENER})
    unknown = sorted(set(settings.issuers) - set(listeners))
    if unknown:
        problems = tuple(
            Problem("preau.toml", f"issuers.{name}", "no issuer is called so", f"one of {', '.join(sorted(listeners))}")
            for name in unknown
        )
        raise ConfigurationError(problems)
    urls = {name: _url(settings, name, number) for name, number in listeners.items()}
    plain = sorted(name for name, url in urls.items() if settings.listen.tls and urlsplit(url).scheme != "https")
    if plain:
        what, hint = "is not https:// while the listeners speak TLS", "write https://, or do without tls"
        raise ConfigurationError(tuple(Problem("preau.toml", f"issuers.{name}.url", what, hint) for name in plain))
    return {**urls, WEBSERVICES: settings.webservices.url or _own_url(settings, "https", WEBSERVICES_LISTENER)}


def name_issuers(settings: Settings, urls: Mapping[str, str]) -> list[str]:
    """Return the options that tell the example resources of the issuers at which some of them sign people on."""
    off = {name for name, override in settings.issuers.items() if not override.enabled}
    return [
        word for name, url in urls.items() if name not in _NO_ISSUERS | off for word in ("--issuer", f"{name}={url}")
    ]


def _check_listeners(listeners: Mapping[str, int]) -> None:
    taken: dict[int, str] = {}
    for name, number in listeners.items():
        if number in taken:
            free = next(free for free in range(100) if free not in listeners.values())
            what, hint = f"{number} is that of {taken[number]} already", f"the next free one is {free}"
            raise ConfigurationError((Problem(f"{name}.toml", "listener", what, hint),))
        taken[number] = name


def local_certificates(settings: Settings, folder: Path, urls: Mapping[str, str]) -> LocalCertificates | None:
    """Return the certificates of the issuers' listeners, kept in that folder, or None without TLS."""
    return server_certificates(settings, folder, urls) if settings.listen.tls else None


def server_certificates(settings: Settings, folder: Path, urls: Mapping[str, str]) -> LocalCertificates:
    """Return the certificates of whatever speaks TLS here: the web services do, with or without `tls`."""
    hosts = {urlsplit(url).hostname or "" for url in urls.values()}
    return LocalCertificates(folder, LOOPBACK_HOSTS | {settings.listen.host} | hosts)


def check_exposure(settings: Settings) -> None:
    """Refuse to listen beyond loopback unless told so by name, and always with the shipped people."""
    if is_loopback(settings.listen.host):
        return
    shipped = find_shipped(settings.directory, settings.directories)
    if shipped:
        what = "the shipped people have a public password, so the sandbox listens on loopback only"
        hint = f'use 127.0.0.1, or give people of your own (or kind = "none") to {", ".join(shipped.values())}'
        raise ConfigurationError((Problem("preau.toml", "listen.host", what, hint),))
    if not settings.listen.exposed:
        what = "other machines could sign in by one click and read every trace"
        hint = "use 127.0.0.1, or set listen.exposed = true where the network is yours"
        raise ConfigurationError((Problem("preau.toml", "listen.exposed", what, hint),))


def is_registration_open(settings: Settings, console_url: str) -> bool:
    """Tell whether resources are registered by the console's form: as said, else where only this machine reaches it."""
    if settings.console.registration is not None:
        return settings.console.registration
    return is_only_from_here(settings, console_url)


def is_desk_open(settings: Settings, guichet_url: str) -> bool:
    """Tell whether a guichet shows its helpdesk and outbox: as said, else where only this machine reaches it."""
    if settings.accounts.desk is not None:
        return settings.accounts.desk
    return is_only_from_here(settings, guichet_url)


def is_lab_open(settings: Settings, issuer_url: str) -> bool:
    """Tell whether an issuer alters releases on demand: as said, else where only this machine reaches it."""
    if settings.lab.starvation is not None:
        return settings.lab.starvation
    return is_only_from_here(settings, issuer_url)


def is_only_from_here(settings: Settings, url: str) -> bool:
    """Tell whether only this machine reaches an address of the sandbox: where it listens, and as it is called."""
    return is_loopback(settings.listen.host) and is_loopback(urlsplit(url).hostname or "")


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _url(settings: Settings, name: str, listener: int) -> str:
    override = settings.issuers.get(name)
    if override and override.url:
        return override.url
    return _own_url(settings, "https" if settings.listen.tls else "http", listener)


def _own_url(settings: Settings, scheme: str, listener: int) -> str:
    host = "localhost" if is_loopback(settings.listen.host) else settings.listen.host
    return f"{scheme}://{host}:{settings.listen.first_port + listener}"
