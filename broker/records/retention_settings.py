"""Owns the settings of retention: three periods per kind of data. The defaults are the sandbox's own."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from broker.core.duration import read_duration
from broker.core.retention import DataKind, Fate, Keeping


def _is_duration(text: str) -> str:
    read_duration(text)
    return text


Period = Annotated[str, AfterValidator(_is_duration)]


class KindRetention(BaseModel):
    """Say how long one kind of data is kept, in ISO 8601 durations (P30D, P6M, P1Y)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    current: Period = Field(description="How long it is in use, in the records.")
    intermediate: Period = Field(description="How long it then stays in an archive that its owner alone reads.")
    fate: Fate = Field(Fate.DESTROY, description="What becomes of the archive then: destroy, or keep.")

    def keeping(self) -> Keeping:
        """Return it as the core holds it."""
        return Keeping(read_duration(self.current), read_duration(self.intermediate), self.fate)


class RetentionSettings(BaseModel):
    """Gather the periods of every kind of data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outbox: KindRetention = KindRetention(current="P30D", intermediate="P0D")
    subscriptions: KindRetention = KindRetention(current="P1Y", intermediate="P2Y")
    reports: KindRetention = KindRetention(current="P3M", intermediate="P9M")
    access_counts: KindRetention = KindRetention(current="P3Y", intermediate="P2Y", fate=Fate.KEEP)

    def periods(self) -> Mapping[DataKind, Keeping]:
        """Return the periods by kind."""
        kinds: dict[DataKind, KindRetention] = {kind: getattr(self, kind.value) for kind in DataKind}
        return {kind: one.keeping() for kind, one in kinds.items()}
