"""Owns what a trace shows of secrets and tokens: enough to tell them apart, nothing to use them."""

from datetime import UTC, datetime

import pytest

from broker.protocols.oidc.traces import message_leg


@pytest.mark.parametrize("secret", ["azerty", "a", "s3cret-of-a-publishers-own"])
def test_nothing_of_a_clients_secret_is_shown_however_short_it_is(secret: str) -> None:
    fields = {"client_id": "palet", "client_secret": secret, "refresh_token": "R" * 54}
    leg = message_leg(datetime.now(UTC), "in", "token_request", "palet", fields.items())  # noqa: TID251 - any moment
    assert leg.facts == (("client_id", "palet"), ("client_secret", "…"), ("refresh_token", "RRRRRR…"))
