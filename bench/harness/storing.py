"""An import into a persistent store, beside its parts: the run by itself, and SQLite's shell importing the same users
into the same table. The shell uses the host's settings of SQLite: the schema, the log, and the cache."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from . import costs
from .figures import Figure, ratio
from .inputs import generated
from .measure import Command, Cost, Failed, printed, run
from .places import BUILD, OURS, ROOT

SOME_REJECTED = 1
TITLES = {
    "without": "the run, without a store",
    "shell": "`.import` of the same users by SQLite's shell",
    "with": "the run, with `--store`",
}
SCHEMA = ROOT / "rust-host" / "src" / "store" / "schema.sql"
AS_THE_HOST = ("PRAGMA journal_mode = wal", "PRAGMA cache_size = -65536")
MOST = 1.3
FOLDER = BUILD / "out" / "storing"


def measure(rows: int, rounds: int, say: Callable[[str], None]) -> dict[str, list[Cost]]:
    """Interleaved, each time into a new file; the first round is not counted. In the end both must hold the same
    users."""
    if shutil.which("sqlite3") is None:
        raise Failed("measure the store: found no `sqlite3` on PATH; Debian's package of this name brings it")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    data = generated(rows)
    ours, shells, users = FOLDER / "ours.db", FOLDER / "shell.db", FOLDER / "users.csv"
    plain: Command = [OURS, "run", data, "--out", FOLDER / "out", "--quiet"]
    shell: Command = ["sqlite3", shells, *AS_THE_HOST, f".read {SCHEMA}", ".mode csv", f".import {users} kv_users"]

    def fresh(*files: Path) -> None:
        for file in files:
            file.unlink(missing_ok=True)

    found: dict[str, list[Cost]] = {key: [] for key in TITLES}
    for number in range(rounds + 1):
        fresh(ours, shells)
        costs = {
            "without": run(plain, allowed=(0, SOME_REJECTED)),
            "with": run([*plain, "--store", ours], allowed=(0, SOME_REJECTED)),
        }
        if number == 0:
            printed(["sqlite3", ours, ".mode csv", f".output {users}", "SELECT * FROM kv_users ORDER BY rowid"])
        costs["shell"] = run(shell)
        if number > 0:
            for key, cost in costs.items():
                found[key].append(cost)
    if holds(ours) != holds(shells):
        raise Failed("import the users by SQLite's shell: found other users than ours")
    shutil.rmtree(FOLDER)
    say(f"storing: {rounds} rounds")
    return found


def holds(store: Path) -> str:
    """How many users, and a sum over all of them."""
    return printed(["sqlite3", store, "SELECT count(*), sum(length(value)), min(key), max(key) FROM kv_users"])


def times(found: dict[str, list[Cost]]) -> Figure:
    """The run with a store, over the run without one and the shell's import together."""
    walls = {key: [cost.wall for cost in spent] for key, spent in found.items()}
    parts = [run + shell for run, shell in zip(walls["without"], walls["shell"], strict=True)]
    return ratio(walls["with"], parts)


def as_json(found: dict[str, list[Cost]]) -> dict[str, object]:
    return costs.as_json(TITLES, found)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    try:
        found = measure(rows, 5, lambda text: print(text, file=sys.stderr))
    except Failed as error:
        sys.exit(f"error: {error}")
    costs.show(TITLES, found, 48)
    factor = times(found)
    print(
        f"{'with ÷ (without + shell)':48} {factor.median:6.2f}   ({factor.low:.2f}–{factor.high:.2f}), at most {MOST}"
    )
    if factor.median > MOST:
        sys.exit(1)


if __name__ == "__main__":
    main()
