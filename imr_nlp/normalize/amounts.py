"""The normal form of how much of a service is asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """How much of a service an item asks for.

    count (float | tuple[float, float] | None): visits, sessions, units in all, or the two ends of a range.
    unit (str | None): what is counted, "visit".
    per_week (float | tuple[float, float] | None): how many a week, or the two ends of a range.
    weeks (float | tuple[float, float] | None): for how many weeks, or the two ends of a range.
    """

    count: float | tuple[float, float] | None = None
    unit: str | None = None
    per_week: float | tuple[float, float] | None = None
    weeks: float | tuple[float, float] | None = None
