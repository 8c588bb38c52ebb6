"""Owns what the bench prints: one JSON object per line for each figure."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one figure; `floor` is what the work cannot avoid, in the same unit and from the same run."""

    name: str
    value: float
    unit: str
    floor: float | None = None

    def line(self) -> str:
        """Write the figure as one line of JSON; floor and ratio are null where there is no floor."""
        floor = None if self.floor is None else round(self.floor, 3)
        ratio = None if self.floor is None else round(self.value / self.floor, 2)
        written = {"figure": self.name, "value": round(self.value, 3), "unit": self.unit, "floor": floor}
        return json.dumps({**written, "ratio": ratio})
