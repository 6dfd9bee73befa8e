"""What the counts of single ages say about all of them."""

from bisect import bisect_right
from dataclasses import dataclass

from .model import AgeCount

# The first age of each band; a band reaches up to the next one, the last has no end.
STARTS = (0, 13, 18, 25, 35, 45, 55, 65, 75)


@dataclass(frozen=True, slots=True)
class Band:
    """The users of a range of ages; `last` is None where the range has no end."""

    first: int
    last: int | None
    count: int

    @property
    def name(self) -> str:
        return f"{self.first}+" if self.last is None else f"{self.first}–{self.last}"


def bands(ages: tuple[AgeCount, ...]) -> tuple[Band, ...]:
    """The users by band, in ascending order. The band below 13 is there only if somebody is in it."""
    counts = [0] * len(STARTS)
    for entry in ages:
        counts[bisect_right(STARTS, entry.age) - 1] += entry.count
    lasts = (*(start - 1 for start in STARTS[1:]), None)
    found = tuple(map(Band, STARTS, lasts, counts))
    return found if found[0].count else found[1:]


def twice_median(ages: tuple[AgeCount, ...]) -> int:
    """Twice the median, which thus is a whole number. `ages` ascend and aren't empty."""
    users = sum(entry.count for entry in ages)
    return _at(ages, (users - 1) // 2) + _at(ages, users // 2)


def _at(ages: tuple[AgeCount, ...], position: int) -> int:
    """The age of the user at a position, counted from 0, if all stood in a row by age."""
    for entry in ages:
        if position < entry.count:
            return entry.age
        position -= entry.count
    raise IndexError(f"median of ages: no user at position {position} beyond the last")
