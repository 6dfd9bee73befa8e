"""Age bands and the median, from the counts of single ages."""

from bisect import bisect_right
from dataclasses import dataclass

from .model import AgeCount

# The first age of each band. A band ends before the next one starts; the last is open.
STARTS = (0, 13, 18, 25, 35, 45, 55, 65, 75)


@dataclass(frozen=True, slots=True)
class Band:
    """The users in a range of ages; `last` is None if the range is open."""

    first: int
    last: int | None
    count: int

    @property
    def name(self) -> str:
        return f"{self.first}+" if self.last is None else f"{self.first}–{self.last}"


def bands(ages: tuple[AgeCount, ...]) -> tuple[Band, ...]:
    """The users by band, in ascending order. The band below 13 is left out if it is empty."""
    counts = [0] * len(STARTS)
    for entry in ages:
        counts[bisect_right(STARTS, entry.age) - 1] += entry.count
    lasts = (*(start - 1 for start in STARTS[1:]), None)
    found = tuple(map(Band, STARTS, lasts, counts))
    return found if found[0].count else found[1:]


def twice_median(ages: tuple[AgeCount, ...]) -> int:
    """Twice the median, which is always a whole number. `ages` must ascend and not be empty."""
    users = sum(entry.count for entry in ages)
    return _at(ages, (users - 1) // 2) + _at(ages, users // 2)


def _at(ages: tuple[AgeCount, ...], position: int) -> int:
    """The age of the user at a position, counted from 0, when users are ordered by age."""
    for entry in ages:
        if position < entry.count:
            return entry.age
        position -= entry.count
    raise IndexError(f"median of ages: no user at position {position} beyond the last")
