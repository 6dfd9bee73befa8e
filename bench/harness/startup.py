"""From the start of a process to all files of the sample, everything warm; and the comparison with CPython."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from . import costs
from .measure import Command, Cost, Failed, run
from .places import BUILD, OURS, OURS_ON_NODE, PYTHON, SAMPLE

SOME_REJECTED = 1
TITLES = {
    "ours": "ours on wasmtime: the sample, all files",
    "node": "ours on Node: the sample, all files",
    "cpython": "CPython: rendering the same report",
    "node-nothing": "`node -e 0`",
}
REPORTS = ("report.html", "report.md", "report.svg", "summary.json")


def measure(rounds: int, say: Callable[[str], None]) -> dict[str, list[Cost]]:
    """Interleaved, the first round not counted. What CPython renders must be what ours rendered."""
    out, rendered = BUILD / "out" / "startup", BUILD / "out" / "rendered"
    for folder in (out, rendered):
        shutil.rmtree(folder, ignore_errors=True)

    def ours(host: Path) -> Callable[[], Cost]:
        command: Command = [host, "run", SAMPLE, "--out", out, "--quiet"]
        return lambda: run(command, allowed=(0, SOME_REJECTED))

    render: Command = [sys.executable, PYTHON / "render_report.py", out / "summary.json", rendered]
    ways: dict[str, Callable[[], Cost]] = {
        "ours": ours(OURS),
        "cpython": lambda: run(render),
        "node": ours(OURS_ON_NODE),
        "node-nothing": lambda: run(["node", "-e", "0"]),
    }

    found: dict[str, list[Cost]] = {key: [] for key in ways}
    for number in range(rounds + 1):
        for key, way in ways.items():
            cost = way()
            if number > 0:
                found[key].append(cost)
    for name in REPORTS:
        if (rendered / name).read_bytes() != (out / name).read_bytes():
            raise Failed(f"render `{name}` with CPython: found other bytes than ours")
    say(f"start-up: {rounds} rounds")
    return found


def as_json(found: dict[str, list[Cost]]) -> dict[str, object]:
    return costs.as_json(TITLES, found)
