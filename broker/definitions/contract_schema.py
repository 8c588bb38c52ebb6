"""Owns the JSON Schema of contract files, as it is published in `metadata/schemas/contract.schema.json`."""

import json

from broker.definitions.contract_file import ContractFile


def write_schema() -> str:
    """Return the schema as text, the same for the same model; a string may hold `{name}` placeholders."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:preau:schema:contract",
        **ContractFile.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
