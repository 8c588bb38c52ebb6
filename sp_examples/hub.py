"""Owns the hub as a resource sees it: documents fetched when first needed, and again when a key has changed."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from types import MappingProxyType

import requests

TIMEOUT_SECONDS = 5.0
_LARGEST_BYTES = 1_000_000
_REFRESH_SECONDS = 10.0


class HubUnavailable(Exception):  # noqa: N818  a refusal is a statement
    """Say that something of the hub could not be had, from where, and why."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class Document:
    """Hold one document of the hub: metadata, discovery, keys."""

    def __init__(self, url: str, fetch: Callable[[str], bytes], tick: Callable[[], float]) -> None:
        self.url = url
        self._fetch = fetch
        self._tick = tick
        self._lock = threading.Lock()
        self._text: str | None = None
        self._tried_at = float("-inf")

    def text(self) -> str:
        """Return the document, fetched over the network the first time. Raises HubUnavailable."""
        with self._lock:
            if self._text is None:
                self._text = self._try()
            return self._text

    def newer_than(self, known: str) -> str | None:
        """Return a text that differs from the known one, asking the hub at most every ten seconds, or None."""
        with self._lock:
            if self._text == known and self._tick() - self._tried_at >= _REFRESH_SECONDS:
                self._text = self._try()
            return self._text if self._text != known else None

    def forget(self, useless: str) -> None:
        """Drop a text that turned out not to be usable, so that it is asked for again."""
        with self._lock:
            if self._text == useless:
                self._text = None

    def _try(self) -> str:
        self._tried_at = self._tick()
        return self._fetch(self.url).decode("utf-8", "replace")


class Hub:
    """Know the one hub that the resources trust: its base URL, and the folder of the secrets that it gives out.

    `issuers` are the addresses of the other issuers by name. `verify` is what `requests` has to be told: the file of
    the hub's own authority, or True for the public ones.
    """

    def __init__(
        self,
        url: str,
        secrets: Path | None = None,
        tick: Callable[[], float] = monotonic,
        authority: Path | None = None,
        issuers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.url = url
        self._authority = authority
        self._issuers = issuers
        self.verify: str | bool = str(authority) if authority else True
        self._secrets = secrets
        self._tick = tick

    def at(self, issuer: str) -> "Hub":
        """Return what knows another issuer in the same way; this one stands for a name that is not known."""
        if issuer not in self._issuers:
            return self
        return Hub(self._issuers[issuer], self._secrets, self._tick, self._authority)

    def document(self, url: str) -> Document:
        """Return a document that is not fetched yet."""
        return Document(url, self.fetch, self._tick)

    def secret(self, client_id: str) -> str:
        """Read the secret of one client from the hub's folder. Raises HubUnavailable."""
        file = Path(f"--secrets/{client_id}.secret") if self._secrets is None else self._secrets / f"{client_id}.secret"
        try:
            return file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise HubUnavailable(str(file), error.strerror or type(error).__name__) from error

    def fetch(self, url: str, query: Mapping[str, str] | None = None) -> bytes:
        """Return the body of a 200 answer, never more than a megabyte. Raises HubUnavailable."""
        content = b""
        try:
            with requests.get(
                url,
                params=query,
                timeout=TIMEOUT_SECONDS,
                stream=True,
                allow_redirects=False,
                verify=self.verify,
            ) as answer:
                if answer.status_code != requests.codes.ok:
                    raise HubUnavailable(url, f"HTTP {answer.status_code}")
                for chunk in answer.iter_content(65536):
                    content += chunk
                    if len(content) > _LARGEST_BYTES:
                        raise HubUnavailable(url, f"> {_LARGEST_BYTES} bytes")
        except requests.RequestException as error:
            raise HubUnavailable(url, type(error).__name__) from error
        return content
