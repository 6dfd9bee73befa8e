"""The same users in other forms of a file, beside DuckDB doing the same job, which is told the form."""

import gzip
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .figures import Figure, ratio
from .inputs import generated
from .measure import Command, Cost, Failed, printed, run
from .places import BUILD, OURS, PYTHON, packages_python

SOME_REJECTED = 1
FOLDER = BUILD / "out" / "forms"


@dataclass(frozen=True)
class Form:
    title: str
    name: str
    written: Callable[[bytes], bytes]
    # Delimiter and encoding, which DuckDB isn't left to find.
    told: tuple[str, str]


def _utf16(content: bytes) -> bytes:
    return content.replace(b",", b"\t").decode().encode("utf-16")


FORMS = {
    "commas": Form("commas, UTF-8", "users.csv", lambda content: content, (",", "utf-8")),
    "semicolons": Form(
        "semicolons", "users-semicolons.csv", lambda content: content.replace(b",", b";"), (";", "utf-8")
    ),
    "utf-16": Form("tabs, UTF-16", "users-utf16.csv", _utf16, ("\t", "utf-16")),
    "gzip": Form("commas, gzip", "users.csv.gz", lambda content: gzip.compress(content, 6), (",", "utf-8")),
}
Found = dict[str, dict[str, list[Cost]]]


def measure(rows: int, rounds: int, say: Callable[[str], None]) -> Found:
    """Interleaved; the first round is not counted."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    # Quoted fields hold commas, which the replaced delimiter would cut in another way.
    lines = generated(rows).read_bytes().splitlines(keepends=True)
    content = b"".join(line for line in lines if b'"' not in line and not set(line) & set(b";\t") and line.isascii())
    commands: dict[str, dict[str, Command]] = {}
    for key, form in FORMS.items():
        file = FOLDER / form.name
        file.write_bytes(form.written(content))
        duckdb: Command = [packages_python(), PYTHON / "run_duckdb.py", file, FOLDER / "duckdb", "0", *form.told]
        ours: Command = [OURS, "run", file, "--out", FOLDER / "ours", "--quiet"]
        commands[key] = {"ours": ours, "duckdb": duckdb}
    found: Found = {key: {who: [] for who in both} for key, both in commands.items()}
    counts = set()
    for number in range(rounds + 1):
        for key, both in commands.items():
            for who, command in both.items():
                cost = run(command, allowed=(0, SOME_REJECTED))
                counts.add(_lines(FOLDER / who / "users.ndjson"))
                if number > 0:
                    found[key][who].append(cost)
    if len(counts) != 1:
        raise Failed(
            f"read the same users in several forms: found {sorted(counts)} accepted users, expected one number"
        )
    shutil.rmtree(FOLDER)
    say(f"forms: {rounds} rounds")
    return found


def _lines(file: Path) -> int:
    return int(printed(["wc", "-l", file]).split()[0])


def times(found: Found, form: str) -> Figure:
    """DuckDB over ours."""
    return ratio(*([cost.wall for cost in found[form][who]] for who in ("duckdb", "ours")))


def as_json(found: Found) -> dict[str, object]:
    return {
        key: {
            "title": FORMS[key].title,
            **{f"{who}_wall_s": Figure.of(cost.wall for cost in costs) for who, costs in both.items()},
            **{f"{who}_cpu_s": Figure.of(cost.cpu for cost in costs) for who, costs in both.items()},
        }
        for key, both in found.items()
    }


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    try:
        found = measure(rows, 5, lambda text: print(text, file=sys.stderr))
    except Failed as error:
        sys.exit(f"error: {error}")
    for key, both in found.items():
        walls = {who: Figure.of(cost.wall for cost in costs) for who, costs in both.items()}
        shown = ", ".join(f"{who} {wall.median:.2f} s ({wall.low:.2f}–{wall.high:.2f})" for who, wall in walls.items())
        print(f"{FORMS[key].title:16} {shown}, duckdb ÷ ours {times(found, key).median:.2f}")


if __name__ == "__main__":
    main()
