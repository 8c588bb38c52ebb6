"""Owns `preau journal check-receipt`: a receipt verified alone, with no installation, database or network."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from broker.core.journal.receipt import (
    RECEIPT_FAULTS,
    Receipt,
    ReceiptFault,
    check_receipt,
    check_values,
    read_receipt,
    write_receipt,
)
from broker.keys.journal_key import read_signed_head
from broker.keys.statement_key import StatementVerifier, read_verifier

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PROVES_NOTHING, _UNREADABLE = 1, 2


def print_receipts(receipts: Sequence[Receipt]) -> None:
    """Print receipts, one JSON document a line."""
    for receipt in receipts:
        click.echo(json.dumps(write_receipt(receipt), ensure_ascii=False))


@click.command("check-receipt")
@click.argument("file", type=_FILE)
@click.option("--key", "key_file", type=_FILE, help="The public key, as you had it from preau journal key.")
@click.option(
    "--received", type=_FILE, help='What you received, as JSON: {"subject": "…", "attributes": {"PRO": ["…"]}}.'
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def check_receipt_file(*, file: Path, key_file: Path | None, received: Path | None, as_json: bool) -> None:
    """Verify the receipt in FILE, offline: exits with 1 where it proves nothing, with 2 where it cannot be read.

    Without --key, the key in the receipt itself is used: compare the fingerprint printed with one that you trust.
    """
    try:
        receipt = read_receipt(json.loads(file.read_text(encoding="utf-8")))
        keys = _read_keys(key_file, receipt)
        fault = check_receipt(receipt, read_signed_head(receipt.envelope, keys))
        if fault is None and received is not None:
            fault = check_values(receipt, *_read_received(received))
    except ValueError as error:
        click.echo(f"preau: {file.name}: {error}", err=True)
        sys.exit(_UNREADABLE)
    checked = {"key_from": "file" if key_file else "receipt", "values": "checked" if received else "not_checked"}
    _tell(receipt, fault, [key.key_id for key in keys], checked, as_json=as_json)
    sys.exit(_PROVES_NOTHING if fault else 0)


def _read_keys(file: Path | None, receipt: Receipt) -> list[StatementVerifier]:
    """Return the keys of a file, one PEM after the other, or the receipt's own."""
    text = file.read_text(encoding="utf-8") if file else receipt.key
    end = "-----END PUBLIC KEY-----"
    return [read_verifier(f"{part}{end}\n".encode()) for part in text.split(end)[:-1]]


def _read_received(file: Path) -> tuple[str, Mapping[str, Sequence[str]]]:
    document = json.loads(file.read_text(encoding="utf-8"))
    attributes = document.get("attributes") if isinstance(document, dict) else None
    if not isinstance(attributes, dict) or not all(isinstance(values, list) for values in attributes.values()):
        raise ValueError(f'{file.name} is not {{"subject": "…", "attributes": {{"CODE": ["value"]}}}}')
    return str(document.get("subject", "")), attributes


def _tell(
    receipt: Receipt, fault: ReceiptFault | None, keys: Sequence[str], checked: Mapping[str, str], *, as_json: bool
) -> None:
    said = {name: receipt.said(name) for name in ("position", "at", "issuer", "contract", "version")}
    if as_json:
        click.echo(json.dumps({"valid": fault is None, "fault": fault, **said, "keys": keys, **checked}, indent=2))
        return
    if fault:
        click.echo(f"The receipt proves nothing: {RECEIPT_FAULTS[fault].en}.")
        return
    click.echo(f"Line {said['position']} of {said['at']} is in the journal (contract {said['contract']}).")
    click.echo(f"Signed by key {' or '.join(keys)} (from the {checked['key_from']}).")
    if checked["values"] == "checked":
        click.echo("What was received is what the line commits to.")
