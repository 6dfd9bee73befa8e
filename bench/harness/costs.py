"""The costs of several ways to do the same, by the key of each way."""

from .figures import Figure
from .measure import Cost


def as_json(titles: dict[str, str], found: dict[str, list[Cost]]) -> dict[str, object]:
    """Time and memory of each way."""
    return {
        key: {
            "title": titles[key],
            "wall_s": Figure.of(cost.wall for cost in costs),
            "cpu_s": Figure.of(cost.cpu for cost in costs),
            "peak_bytes": Figure.of(cost.peak for cost in costs),
        }
        for key, costs in found.items()
    }


def show(titles: dict[str, str], found: dict[str, list[Cost]], width: int) -> None:
    """Prints a line for each way, with its title at this width."""
    for key, costs in found.items():
        wall = Figure.of(cost.wall for cost in costs)
        peak = Figure.of(cost.peak / 1e6 for cost in costs)
        print(f"{titles[key]:{width}} {wall.median:6.2f} s ({wall.low:.2f}–{wall.high:.2f}), {peak.median:.0f} MB")
