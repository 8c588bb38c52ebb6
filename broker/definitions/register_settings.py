"""Owns the settings of the register of processing: who answers for it here."""

from pydantic import BaseModel, ConfigDict, Field


class RegisterSettings(BaseModel):
    """Name the controller (GDPR, article 30(1)(a)); the default is invented, as everybody in the sandbox."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    controller: str = Field(
        "Préau, bac à sable (responsable de traitement inventé)",
        min_length=1,
        max_length=300,
        description="Who answers for the processing.",
    )
    contact: str = Field(
        "dpo@preau.example", min_length=1, max_length=300, description="How the data-protection officer is reached."
    )
