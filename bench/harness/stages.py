"""Where the time of a run on one thread goes, by perf: milliseconds of processor time per stage, as a table.

wasmtime names a compiled function after its core module. Which component a module belongs to is known by where that
component's file lies in the composition; a module that is in no part is an adapter, which wasmtime makes.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from .inputs import generated
from .measure import Failed
from .places import BUILD, COMPOSED, OURS
from .report import table

FOLDER = BUILD / "out" / "stages"
ROUNDS = 9
FREQUENCY = 999  # samples per second
SOME_REJECTED = 1
PARTS = ("config", "driver", "service", "store", "validator", "workbook", "reporter")
PREAMBLE, MODULE, COMPONENT = 8, 1, 4  # a binary's first bytes, and the sections with a binary in them
FUNCTION = re.compile(r"wasm\[(\d+)\]")


def length(binary: bytes, at: int) -> tuple[int, int]:
    """A number as LEB128, and where the next byte is."""
    value = shift = 0
    while True:
        byte = binary[at]
        value |= (byte & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if byte < 0x80:
            return value, at


def modules(binary: bytes, start: int, end: int) -> list[int]:
    """Where the core modules of a component are, in wasmtime's order."""
    found, at = [], start + PREAMBLE
    while at < end:
        kind = binary[at]
        size, body = length(binary, at + 1)
        at = body + size
        if kind == MODULE:
            found.append(body)
        elif kind == COMPONENT:
            found += modules(binary, body, at)
    return found


def owners() -> list[str]:
    """The part of each core module."""
    binary = COMPOSED.read_bytes()
    places = {}
    for part in PARTS:
        content = COMPOSED.with_name(f"{part}.wasm").read_bytes()
        start = binary.find(content)
        if start < 0:
            raise Failed(f"find `{part}` in `{COMPOSED.name}`: found another build of it; run `make compose`")
        places[part] = range(start, start + len(content))
    found = modules(binary, 0, len(binary))
    return [next((part for part, place in places.items() if at in place), "adapters") for at in found]


def stage(library: str, symbol: str, parts: list[str]) -> str:
    if library.endswith(".cwasm"):
        module = FUNCTION.search(symbol)
        if not module:
            return "host and libc"
        return parts[int(module[1])] if int(module[1]) < len(parts) else "adapters"
    return "kernel" if library.startswith("[") else "host and libc"


def profile(file: Path, parts: list[str]) -> Counter[str]:
    """Samples by stage."""
    data = FOLDER / "perf.data"
    command: list[str | Path] = ["perf", "record", "--quiet", "--freq", str(FREQUENCY), "--output", data, "--"]
    command += [OURS, "run", "--quiet", "--threads", "1", file, "--out", FOLDER / "out"]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode != SOME_REJECTED:
        raise Failed(f"run perf: exit code {ran.returncode}: {ran.stderr.strip()}")
    report = ["perf", "report", "--input", str(data), "--no-children", "--sort", "dso,symbol", "--show-nr-samples"]
    text = subprocess.run([*report, "--field-separator", "\t"], check=True, capture_output=True, text=True).stdout
    samples = Counter[str]()
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            _, count, library, symbol, *_ = (cell.strip() for cell in line.split("\t"))
            samples[stage(library, symbol, parts)] += int(count)
    return samples


def main() -> None:
    if not shutil.which("perf"):
        sys.exit("error: profile a run: found no `perf` on PATH; on Debian it is in the package linux-perf")
    rows = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        file, parts = generated(rows), owners()
        samples = sum((profile(file, parts) for _ in range(ROUNDS)), Counter[str]())
    except Failed as error:
        sys.exit(f"error: {error}")
    milliseconds = 1000 / FREQUENCY / ROUNDS
    lines = [(name, f"{count * milliseconds:.0f}") for name, count in samples.most_common()]
    print(table(("stage", "ms"), [*lines, ("in all", f"{samples.total() * milliseconds:.0f}")]))


if __name__ == "__main__":
    main()
