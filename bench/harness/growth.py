"""How time and memory grow with the input: 1 and 10 million records, and 10 million with few different addresses."""

import shutil
from collections.abc import Callable

from .contestants import contestants
from .figures import Figure, ratio
from .inputs import generated, repeated
from .measure import Cost
from .places import BUILD

SMALL, LARGE = 1_000_000, 10_000_000
WHO = ("ours", "node", "native")
# In the third file every address occurs a hundred times, so that the memory for addresses is small.
TIMES = 100
ROWS = {"1M": SMALL, "10M": LARGE, "10M, few addresses": LARGE}

Found = dict[str, dict[str, list[Cost]]]


def measure(rounds: int, say: Callable[[str], None]) -> Found:
    files = generated(SMALL), generated(LARGE), repeated(LARGE // TIMES, TIMES)
    sources = dict(zip(ROWS, files, strict=True))
    taking_part = [contestant for contestant in contestants() if contestant.key in WHO]
    found: Found = {contestant.key: {name: [] for name in sources} for contestant in taking_part}
    for number in range(1, rounds + 1):
        for name, source in sources.items():
            for contestant in taking_part:
                out = BUILD / "out" / "growth"
                cost = contestant.run(source, out)
                shutil.rmtree(out)
                say(f"growth: round {number}: {contestant.title}, {name}: {cost.wall:.2f} s")
                found[contestant.key][name].append(cost)
    for source in files:
        source.unlink()
    return found


def as_json(found: Found) -> dict[str, object]:
    titles = {contestant.key: contestant.title for contestant in contestants()}
    return {
        who: {
            "title": titles[who],
            "files": {
                name: {
                    "rows": ROWS[name],
                    "wall_s": Figure.of(cost.wall for cost in costs),
                    "cpu_s": Figure.of(cost.cpu for cost in costs),
                    "peak_bytes": Figure.of(cost.peak for cost in costs),
                }
                for name, costs in files.items()
            },
            "time_10M_over_1M": grown(files),
        }
        for who, files in found.items()
    }


def grown(files: dict[str, list[Cost]]) -> Figure:
    return ratio([cost.wall for cost in files["10M"]], [cost.wall for cost in files["1M"]])
