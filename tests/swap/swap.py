"""Runs the vectors through both hosts with another validator, and prints the records whose outcome differs from that
with the default one. The files of the other components must stay unchanged.
"""

import hashlib
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

CHECKOUT = Path(__file__).resolve().parents[2]
BUILD = CHECKOUT / "build"
SWAPPED = BUILD / "swap"
VECTORS = CHECKOUT / "tests" / "vectors" / "good"
HOSTS = ["pipeline", "pipeline-node"]
PARTS = ["config", "store", "service", "driver", "reporter", "workbook"]
SHOWN = 20


def main() -> None:
    """Builds, runs and prints."""
    before = hashes()
    subprocess.run(["make", "--no-print-directory", "-C", CHECKOUT / "tests" / "swap", "build"], check=True)
    inputs = (path for path in VECTORS.iterdir() if path.suffix in {".csv", ".json", ".ndjson"})
    # CSV has no numbers of records, by which they could be compared.
    vectors = sorted(path for path in inputs if (path.with_suffix(".expected") / "rejects.ndjson").exists())
    with ThreadPoolExecutor() as pool:
        for host in HOSTS:
            # The first run translates or compiles the component, so that the others find the result.
            run(host, vectors[0])
            list(pool.map(lambda vector, host=host: run(host, vector), vectors[1:]))
    changed = [change for vector in vectors for change in changes(vector)]
    for name, record, errors in changed[:SHOWN]:
        print(f"  {name}, record {record}: {errors}")
    if len(changed) > SHOWN:
        print(f"  … and {len(changed) - SHOWN} more")
    print(f"{len(vectors)} vectors, on both hosts: {len(changed)} records have another outcome")
    for message, count in Counter(errors for _, _, errors in changed).most_common():
        print(f"  {count:4} {message}")
    if hashes() != before:
        fail(f"one of {', '.join(PARTS)} was rebuilt")
    print(f"the validator was swapped; {', '.join(PARTS)} are unchanged")


def hashes() -> dict[str, str]:
    """The hashes of the components that must stay unchanged."""
    return {part: hashlib.sha256((BUILD / f"{part}.wasm").read_bytes()).hexdigest() for part in PARTS}


def run(host: str, vector: Path) -> None:
    """Writes the output to `build/swap/HOST/VECTOR`."""
    rules = vector.with_suffix(".rules")
    command: list[str | Path] = [CHECKOUT / "bin" / host, "--component", SWAPPED / "pipeline.wasm", "run", vector.name]
    command += ["--out", SWAPPED / host / vector.stem]
    if rules.exists():
        command += ["--rules", rules.name]
    options = vector.with_suffix(".options")
    if options.exists():
        command += options.read_text().splitlines()
    (SWAPPED / host).mkdir(exist_ok=True)
    answer = subprocess.run(command, cwd=vector.parent, capture_output=True, text=True, check=False)
    if answer.returncode not in (0, 1):
        fail(f"`{host}` ended with {answer.returncode} for `{vector.name}`: {answer.stderr.strip()}")


def changes(vector: Path) -> list[tuple[str, int, str]]:
    """The records of a vector whose outcome differs, and their outcome."""
    of_hosts = [SWAPPED / host / vector.stem for host in HOSTS]
    for name in ["users.ndjson", "rejects.ndjson", "summary.json", "report.html", "report.md"]:
        if len({(folder / name).read_bytes() for folder in of_hosts}) > 1:
            fail(f"the hosts differ in `{name}` of `{vector.name}`")
    strict, default = rejects(of_hosts[0]), rejects(vector.with_suffix(".expected"))
    return [
        (vector.name, record, strict.get(record, "accepted"))
        for record in sorted(strict.keys() | default.keys())
        if strict.get(record) != default.get(record)
    ]


def rejects(folder: Path) -> dict[int, str]:
    """The errors of each rejected record, by its number."""
    # Not `splitlines`, for which U+2028 and its like end a line.
    lines = (folder / "rejects.ndjson").read_text(encoding="utf-8").split("\n")[:-1]
    return {
        reject["record"]: "; ".join(f"{error['field']}: {error['message']}" for error in reject["errors"])
        for reject in map(json.loads, lines)
    }


def fail(message: str) -> NoReturn:
    """Exits with an error message."""
    sys.exit(f"error: swap the validator: {message}")


if __name__ == "__main__":
    main()
