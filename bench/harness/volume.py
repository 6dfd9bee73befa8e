"""A large file through every contestant, one after the other, round after round."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .check import agrees
from .contestants import Contestant, contestants
from .figures import Figure, ratio
from .inputs import generated
from .measure import Cost
from .places import BUILD

Say = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    contestant: Contestant
    rows: int
    costs: list[Cost]

    def walls(self) -> list[float]:
        """Seconds per record."""
        return [cost.wall / self.rows for cost in self.costs]

    def as_json(self, ours: "Result") -> dict[str, object]:
        return {
            "title": self.contestant.title,
            "rows": self.rows,
            "wall_s": Figure.of(cost.wall for cost in self.costs),
            "cpu_s": Figure.of(cost.cpu for cost in self.costs),
            "peak_bytes": Figure.of(cost.peak for cost in self.costs),
            "microseconds_a_record": Figure.of(self.walls()).times(1e6),
            "times_ours": ratio(self.walls(), ours.walls()),
        }


def measure(rows: int, slow_rows: int, rounds: int, say: Say) -> dict[str, Result]:
    """The first round warms up and isn't counted. Each output is compared with ours before its time counts."""
    inputs = {count: generated(count) for count in {rows, slow_rows}}
    everyone = contestants()
    references = {}
    for count, source in inputs.items():
        references[count] = BUILD / "out" / f"reference-{count}"
        shutil.rmtree(references[count], ignore_errors=True)
        everyone[0].run(source, references[count])

    costs: dict[str, list[Cost]] = {contestant.key: [] for contestant in everyone}
    for number in range(rounds + 1):
        for contestant in everyone:
            count = slow_rows if contestant.slow else rows
            cost = once(contestant, inputs[count], references[count])
            say(f"{'warm-up' if number == 0 else f'round {number}'}: {contestant.title}: {cost.wall:.3f} s")
            if number > 0:
                costs[contestant.key].append(cost)
    for reference in references.values():
        shutil.rmtree(reference)
    return {c.key: Result(c, slow_rows if c.slow else rows, costs[c.key]) for c in everyone}


def once(contestant: Contestant, source: Path, reference: Path) -> Cost:
    out = BUILD / "out" / contestant.key
    shutil.rmtree(out, ignore_errors=True)
    cost = contestant.run(source, out)
    agrees(contestant, reference, out)
    # Deleted output isn't written to the disk while the next contestant is timed.
    shutil.rmtree(out)
    return cost
