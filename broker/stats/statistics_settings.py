"""Owns the settings of the statistics."""

from pydantic import BaseModel, ConfigDict, Field


class StatisticsSettings(BaseModel):
    """Choose how small a number the statistics may show."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    smallest_shown: int = Field(
        default=5, ge=1, le=1000, description="Counts below this are not shown; 1 shows every count."
    )
