"""Several measurements of one thing, as a median and a range."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Figure":
        values = list(values)
        return cls(median(values), min(values), max(values))

    def times(self, factor: float) -> "Figure":
        return Figure(self.median * factor, self.low * factor, self.high * factor)


def ratio(over: Sequence[float], under: Sequence[float]) -> Figure:
    """The ratio within each round, so that a machine which slows down for a while slows both."""
    return Figure.of(a / b for a, b in zip(over, under, strict=True))
