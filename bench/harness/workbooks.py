"""A workbook: the whole run, beside programs that only read the sheet and write it as CSV."""

import csv
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from . import costs
from .figures import Figure, ratio
from .inputs import generated
from .measure import Command, Cost, Failed, printed, run
from .places import BUILD, OURS, PYTHON, packages_python

ROWS = 100_000
SOME_REJECTED = 1
TITLES = {
    "ours": "the whole run: read, validated, written, reported",
    "duckdb": "DuckDB with its extension excel: only read, and written as CSV",
    "polars": "Polars with fastexcel: only read, and written as CSV",
    "openpyxl": "openpyxl: only read, and written as CSV",
}
FOLDER = BUILD / "out" / "workbooks"
# Imported only in the process that writes the workbook.
WRITER = """
import csv, sys, openpyxl
book = openpyxl.Workbook(write_only=True)
sheet = book.create_sheet("Users")
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    for row in csv.reader(file):
        sheet.append([int(value) if value.isdigit() else value for value in row])
book.save(sys.argv[2])
"""


def workbook(rows: int) -> Path:
    """The generated file as a workbook."""
    path = BUILD / "data" / f"users-{rows}.xlsx"
    if not path.exists():
        part = path.with_suffix(".part")
        printed([packages_python(), "-c", WRITER, generated(rows, bad=0), part])
        part.rename(path)
    return path


def measure(rows: int, rounds: int, say: Callable[[str], None]) -> dict[str, list[Cost]]:
    """Interleaved; the first round is not counted. All must find the same number of rows."""
    data = workbook(rows)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    out = FOLDER / "out"

    def reader(name: str) -> Command:
        return [packages_python(), PYTHON / "read_workbook.py", name, data, FOLDER / f"{name}.csv"]

    by_duckdb = PYTHON / "read_workbook_duckdb.py"

    commands: dict[str, Command] = {
        "ours": [OURS, "run", data, "--out", out, "--quiet"],
        "duckdb": [packages_python("excel"), by_duckdb, data, FOLDER / "duckdb.csv"],
        "polars": reader("polars"),
        "openpyxl": reader("openpyxl"),
    }
    found: dict[str, list[Cost]] = {key: [] for key in TITLES}
    for number in range(rounds + 1):
        for key, command in commands.items():
            cost = run(command, allowed=(0, SOME_REJECTED))
            if number > 0:
                found[key].append(cost)
    read = {"ours": json.loads((out / "summary.json").read_text(encoding="utf-8"))["read"]}
    for key in ("duckdb", "polars", "openpyxl"):
        with (FOLDER / f"{key}.csv").open(encoding="utf-8", newline="") as file:
            read[key] = sum(1 for _ in csv.reader(file)) - 1
    if set(read.values()) != {rows}:
        raise Failed(f"read the workbook: found {read} records, expected {rows}")
    shutil.rmtree(FOLDER)
    say(f"workbooks: {rounds} rounds")
    return found


def times(found: dict[str, list[Cost]], other: str) -> Figure:
    """The run, over another program reading."""
    walls = {key: [cost.wall for cost in spent] for key, spent in found.items()}
    return ratio(walls["ours"], walls[other])


def as_json(found: dict[str, list[Cost]]) -> dict[str, object]:
    return costs.as_json(TITLES, found)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    try:
        found = measure(rows, 5, lambda text: print(text, file=sys.stderr))
    except Failed as error:
        sys.exit(f"error: {error}")
    costs.show(TITLES, found, 66)
    for key, name in (("duckdb", "DuckDB"), ("polars", "Polars")):
        factor = times(found, key)
        print(f"{f'the run ÷ {name} reading':66} {factor.median:6.2f}   ({factor.low:.2f}–{factor.high:.2f})")


if __name__ == "__main__":
    main()
