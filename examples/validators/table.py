"""Measures the validators of all languages, and writes the table in docs/swap.md and on a slide. usage: table.py"""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from languages import CHECKOUT, LANGUAGES, Language
from swap import HOSTS, compose

PAGE = CHECKOUT / "docs" / "swap.md"
SLIDES = CHECKOUT / "workshop" / "slides.html"
START, END = "<!-- validators -->\n", "<!-- /validators -->"
HEADING = (
    "| language | lines | kB | build s | compile s | rows/s, wasmtime | rows/s, Node | MB, wasmtime | MB, Node |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
)
ROWS = 100_000
ROUNDS = 3


@dataclass(frozen=True)
class Run:
    """One run of a host."""

    seconds: float
    megabytes: float


def main() -> None:
    """Measures, and replaces the table of the page."""
    data = CHECKOUT / "data" / f"users-{ROWS}.csv"
    subprocess.run(["make", f"ROWS={ROWS}", data.relative_to(CHECKOUT)], cwd=CHECKOUT, check=True)
    rows = [row(language, data) for language in LANGUAGES.values()]
    day = f"{date.today():%-d %B %Y}"
    note = (
        f"Measured on two cores on {day} by `make -C examples/validators table`: medians of {ROUNDS} runs of the\n"
        f"whole pipeline over {ROWS:,} CSV records, without the start of the host. A test checks the lines and sizes.\n"
    )
    text = f"{HEADING}{''.join(map(line, rows))}"
    replace(PAGE, f"{text}\n{note}")
    replace(SLIDES, slide(rows, day))
    print(text, end="")


def replace(page: Path, text: str) -> None:
    """Replaces what is between the marks in a page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not end:
        sys.exit(f"error: write the table: found no `{START.strip()}` … `{END.strip()}` in `{page}`")
    page.write_text(f"{before}{START}{text}{END}{after}", encoding="utf-8")


def line(cells: list[str]) -> str:
    """A row in Markdown."""
    return f"| {' | '.join(cells)} |\n"


def slide(rows: list[list[str]], day: str) -> str:
    """The part of the table that fits on a slide, as text."""
    chosen = [["", "lines", "kB", "rows/s, wasmtime", "rows/s, Node"]] + [[*row[:3], *row[5:7]] for row in rows]
    widths = [max(map(len, column)) for column in zip(*chosen, strict=True)]
    lines = [[cell.rjust(width) for cell, width in zip(row, widths, strict=True)] for row in chosen]
    names = [row[0].ljust(widths[0]) for row in chosen]
    text = "".join(f"{name}  {'  '.join(cells[1:])}\n" for name, cells in zip(names, lines, strict=True))
    return f"{text}\n{day}, two cores\n"


def row(language: Language, data: Path) -> list[str]:
    """The cells of a language."""
    compose(language)
    build = build_seconds(language)
    compile_time = compile_seconds(language)
    runs = [measured(language, host, data) for host in HOSTS]
    cells = [language.title, *facts(language), f"{build:.1f}", f"{compile_time:.1f}"]
    cells += [f"{speed:,}" for speed, _ in runs] + [f"{megabytes:.0f}" for _, megabytes in runs]
    print(" | ".join(cells), file=sys.stderr)
    return cells


def facts(language: Language) -> list[str]:
    """What isn't measured: lines of source without blank ones, and the size of the component in kB."""
    lines = [line for path in language.files for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [str(len(lines)), f"{language.component.stat().st_size / 1e3:,.0f}"]


def build_seconds(language: Language) -> float:
    """How long it takes to build it again after a change."""
    rules = next(path for path in language.files if path.stem == "rules" and path.suffix != ".h")
    os.utime(rules)
    start = perf_counter()
    subprocess.run(["make", "--no-print-directory", "-C", CHECKOUT / language.folder, "build"], check=True)
    return perf_counter() - start


def compile_seconds(language: Language) -> float:
    """How long the Rust host takes to compile it, without what it has compiled before."""
    with TemporaryDirectory() as cache:
        start = perf_counter()
        tool = CHECKOUT / "build" / "tools" / "compile"
        subprocess.run(
            [tool, language.component], env=os.environ | {"XDG_CACHE_HOME": cache}, check=True, capture_output=True
        )
        return perf_counter() - start


def measured(language: Language, host: str, data: Path) -> tuple[int, float]:
    """Rows per second without the start of the host, rounded to two digits, and the most memory that it needed."""
    with TemporaryDirectory() as scratch:
        empty = Path(scratch) / "empty.csv"
        empty.write_text("name,email,age\n", encoding="utf-8")
        start = median(run(language, host, empty, scratch).seconds for _ in range(ROUNDS))
        runs = [run(language, host, data, scratch) for _ in range(ROUNDS)]
    speed = ROWS / (median(one.seconds for one in runs) - start)
    digits = 10 ** (len(str(int(speed))) - 2)
    return round(speed / digits) * digits, median(one.megabytes for one in runs)


def run(language: Language, host: str, file: Path, scratch: str) -> Run:
    """Runs a host."""
    command: list[str | Path] = [CHECKOUT / "bin" / host, "--component", language.pipeline, "run", "--quiet"]
    command += [file, "--out", f"{scratch}/out"]
    start = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"error: measure {language.title}: `{' '.join(map(str, command))}` failed")
    return Run(seconds, usage.ru_maxrss / 1e3)


if __name__ == "__main__":
    main()
