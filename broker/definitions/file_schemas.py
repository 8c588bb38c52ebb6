"""Owns the JSON Schemas of contracts and notices, as published in `metadata/schemas/<kind>.schema.json`."""

import json

from broker.definitions.contract_file import ContractFile
from broker.definitions.contract_words import StrictTable
from broker.definitions.notice_file import NoticeFile

CONTRACT, NOTICE = "contract", "notice"
_FILES: dict[str, type[StrictTable]] = {CONTRACT: ContractFile, NOTICE: NoticeFile}


def write_schema(kind: str = CONTRACT) -> str:
    """Return the schema as text, the same for the same model; a string may hold `{name}` placeholders."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:preau:schema:{kind}",
        **_FILES[kind].model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
