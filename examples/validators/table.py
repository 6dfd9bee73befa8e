"""Measures the validators of all languages, and writes the table in docs/swap.md and on a slide. usage: table.py"""

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from languages import CHECKOUT, LANGUAGES, Language
from swap import HOSTS, compose

PAGE = CHECKOUT / "docs" / "swap.md"
SLIDES = CHECKOUT / "workshop" / "slides.html"
START, END = "<!-- validators -->\n", "<!-- /validators -->"
HEADING = (
    "| language | lines | kB | build s | compile s | rows/s, wasmtime | rows/s, Node | MB, wasmtime | MB, Node |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
)
# The second is for validators that take less than a second for the first.
ROWS = (100_000, 1_000_000)
ROUNDS = 3


@dataclass(frozen=True)
class Run:
    """One run: processor time, which other work on the machine hardly changes, and the most memory that it needed."""

    seconds: float
    megabytes: float


def main() -> None:
    """Measures, and replaces the table of the page."""
    for number in ROWS:
        subprocess.run(["make", f"ROWS={number}", data(number).relative_to(CHECKOUT)], cwd=CHECKOUT, check=True)
    rows = [row(language) for language in LANGUAGES.values()]
    day = f"{date.today():%-d %B %Y}"
    note = (
        f"Measured on {day} by `make -C examples/validators table`: medians of {ROUNDS} runs of the whole\n"
        f"pipeline over {ROWS[0]:,} CSV records, or {ROWS[1]:,} if they take less than a second, without the start of\n"
        "the host. Seconds are of processor time, since other work ran on the machine. A test checks the lines and\n"
        "sizes.\n"
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
    return f"{text}\n{day}, seconds of processor time\n"


def data(rows: int) -> Path:
    """A file with this many records."""
    return CHECKOUT / "data" / f"users-{rows}.csv"


def row(language: Language) -> list[str]:
    """The cells of a language."""
    compose(language)
    build = build_seconds(language)
    compile_time = compile_seconds(language)
    runs = [measured(language, host) for host in HOSTS]
    cells = [language.title, *facts(language), f"{build:.1f}", f"{compile_time:.2f}"]
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
    return call(["make", "--no-print-directory", "-C", CHECKOUT / language.folder, "build"]).seconds


def compile_seconds(language: Language) -> float:
    """How long the Rust host takes to compile it, without what it has compiled before."""
    with TemporaryDirectory() as cache:
        tool = CHECKOUT / "build" / "tools" / "compile"
        return call([tool, language.component], {"XDG_CACHE_HOME": cache}).seconds


def measured(language: Language, host: str) -> tuple[int, float]:
    """Rows per second without the start of the host, rounded to two digits, and the most memory that it needed."""
    with TemporaryDirectory() as scratch:
        empty = Path(scratch) / "empty.csv"
        empty.write_text("name,email,age\n", encoding="utf-8")
        start = median(run(language, host, empty, scratch).seconds for _ in range(ROUNDS))
        for rows in ROWS:
            runs = [run(language, host, data(rows), scratch) for _ in range(ROUNDS)]
            seconds = median(one.seconds for one in runs) - start
            if seconds > 1:
                break
    speed = rows / seconds
    digits = 10 ** (len(str(int(speed))) - 2)
    return round(speed / digits) * digits, median(one.megabytes for one in runs)


def run(language: Language, host: str, file: Path, scratch: str) -> Run:
    """Runs a host, which exits with 1 if records are rejected."""
    command: list[str | Path] = [CHECKOUT / "bin" / host, "--component", language.pipeline, "run", "--quiet"]
    return call([*command, file, "--out", f"{scratch}/out"], accepted=(0, 1))


def call(command: list[str | Path], environment: dict[str, str] | None = None, accepted: tuple[int, ...] = (0,)) -> Run:
    """Calls a command, with what it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | (environment or {}))
    _, status, own = os.wait4(process.pid, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if os.waitstatus_to_exitcode(status) not in accepted:
        sys.exit(f"error: measure: `{' '.join(map(str, command))}` failed")
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, own.ru_maxrss / 1e3)


if __name__ == "__main__":
    main()
