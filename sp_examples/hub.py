"""Owns the hub's metadata as a resource sees it: fetched when first needed, fetched again when a key has changed."""

import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import requests

_TIMEOUT_SECONDS = 5.0
_LARGEST_BYTES = 1_000_000
_REFRESH_SECONDS = 10.0


class HubUnavailable(Exception):  # noqa: N818  a refusal is a statement
    """Say that the hub's metadata could not be had, from where, and why."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class Hub:
    """Hold the metadata of the one identity provider that the resources trust.

    `authority` is the PEM file of whom HTTPS towards it has to be certified by; the public authorities when None.
    """

    def __init__(self, metadata_url: str, authority: Path | None = None, tick: Callable[[], float] = monotonic) -> None:
        self.metadata_url = metadata_url
        self.verify: str | bool = str(authority) if authority else True
        self._tick = tick
        self._lock = threading.Lock()
        self._metadata: str | None = None
        self._tried_at = float("-inf")

    def metadata(self) -> str:
        """Return the metadata, fetched over the network the first time. Raises HubUnavailable."""
        with self._lock:
            if self._metadata is None:
                self._metadata = self._fetch()
            return self._metadata

    def metadata_newer_than(self, known: str) -> str | None:
        """Return metadata that differs from the known one, asking the hub at most every ten seconds, or None."""
        with self._lock:
            if self._metadata == known and self._tick() - self._tried_at >= _REFRESH_SECONDS:
                self._metadata = self._fetch()
            return self._metadata if self._metadata != known else None

    def forget(self, useless: str) -> None:
        """Drop metadata that turned out not to be usable, so that it is asked for again."""
        with self._lock:
            if self._metadata == useless:
                self._metadata = None

    def _fetch(self) -> str:
        self._tried_at = self._tick()
        content = b""
        try:
            with requests.get(
                self.metadata_url,
                timeout=_TIMEOUT_SECONDS,
                stream=True,
                allow_redirects=False,
                verify=self.verify,
            ) as answer:
                if answer.status_code != requests.codes.ok:
                    raise HubUnavailable(self.metadata_url, f"HTTP {answer.status_code}")
                for chunk in answer.iter_content(65536):
                    content += chunk
                    if len(content) > _LARGEST_BYTES:
                        raise HubUnavailable(self.metadata_url, f"> {_LARGEST_BYTES} bytes")
        except requests.RequestException as error:
            raise HubUnavailable(self.metadata_url, type(error).__name__) from error
        return content.decode("utf-8", "replace")
