"""The figures of the last full run in README.md, the pages and the slides: written, or with --check compared."""

import json
import re
import sys
from collections.abc import Callable
from typing import Any

from .places import RESULTS, ROOT
from .report import spread

Json = dict[str, Any]
Cells = Callable[[Json], list[str]]


def megabytes(entry: Json) -> str:
    return f"{entry['peak_bytes']['median'] / 1e6:.0f}"


def rounded(value: float) -> str:
    """Two significant digits."""
    return f"{float(f'{value:.2g}'):,.0f}" if value >= 10 else f"{value:.0f}"


def volume(*keys: str, processor: bool = False) -> Cells:
    """Seconds, of processor time too if asked for, megabytes, and the relation to ours. Contestants can share a row."""

    def cells(result: Json) -> list[str]:
        found = [result["volume"][key] for key in keys]
        ratios = [entry["times_ours"]["median"] for entry in found]
        columns = [
            [f"{entry['wall_s']['median']:.2f}" for entry in found],
            [f"{entry['cpu_s']['median']:.2f}" for entry in found] if processor else [],
            [megabytes(entry) for entry in found],
            ["1" if key == "ours" else f"{ratio:#.2g}".rstrip(".") for key, ratio in zip(keys, ratios, strict=True)],
        ]
        return ["; ".join(column) for column in columns if column]

    return cells


def record_by_record(result: Json) -> list[str]:
    entry = result["volume"]["http-record"]
    seconds = f"{entry['microseconds_a_record']['median']:.0f} (from {entry['rows']:,} records)"
    return [seconds, "", megabytes(entry), f"{entry['times_ours']['median']:.0f}"]


def call(key: str) -> Cells:
    return lambda result: [rounded(result["calls"][key]["nanoseconds"]["median"])]


def start(key: str) -> Cells:
    return lambda result: [f"{result['startup'][key]['wall_s']['median'] * 1000:.0f} ms"]


def peak(key: str, file: str) -> Cells:
    return lambda result: [f"{megabytes(result['growth'][key]['files'][file])} MB"]


def stored(key: str) -> Cells:
    return lambda result: [spread(result["storing"][key]["wall_s"]), megabytes(result["storing"][key])]


def stored_ratio(result: Json) -> list[str]:
    (target,) = [one for one in result["targets"] if "`--store`" in one["what"]]
    found = target["found"]
    return [
        f"**{found['median']:.2f}** ({found['low']:.2f}–{found['high']:.2f}); target: at most {target['limit']:g}",
        "",
    ]


# By page, the rows of its tables: each one's first cell.
ROWS: dict[str, dict[str, Cells]] = {
    "README.md": {
        "native Rust, all cores": volume("native-all"),
        "native Rust, one thread": volume("native"),
        "this pipeline on wasmtime, all cores": volume("ours"),
        "the same with one thread": volume("ours-1"),
        "Python calling Rust and Go in one process, without a sandbox": volume("foreign"),
        "this pipeline on Node": volume("node"),
        "Polars": volume("polars"),
        "DuckDB": volume("duckdb"),
        "Rust, Go and Python processes joined by pipes": volume("pipes"),
        "the same as HTTP services, 1,000 records per request": volume("http-batch"),
    },
    "docs/cost.md": {
        "native Rust, all cores": volume("native-all", processor=True),
        "native Rust, one thread": volume("native", processor=True),
        "this pipeline on wasmtime, all cores": volume("ours", processor=True),
        "the same with one thread": volume("ours-1", processor=True),
        "on Node, second run in one process": volume("node-steady", processor=True),
        "Python calling Rust and Go in one process, without a sandbox": volume("foreign", processor=True),
        "on Node, the command": volume("node", processor=True),
        "Polars": volume("polars", processor=True),
        "DuckDB, default; with one thread": volume("duckdb", "duckdb-1", processor=True),
        "Rust, Go and Python processes, NDJSON over pipes": volume("pipes", processor=True),
        "the same as HTTP services, 1,000 records per request": volume("http-batch", processor=True),
        "the same as gRPC services over Unix sockets, 1,000 records per request": volume("grpc-batch", processor=True),
        "pydantic": volume("pydantic", processor=True),
        "HTTP services, one record per request": record_by_record,
        "the sample of 50 records, the whole command, wasmtime": start("ours"),
        "on Node": start("node"),
        "`node -e 0`": start("node-nothing"),
        "between two components on wasmtime, one number there and back": call("crossing"),
        "from Go to C by cgo, the same": call("cgo"),
        "from Python to Rust by PyO3, with Python's loop": call("python-to-rust"),
        "from Rust to Go, a library of `-buildmode=c-shared`": call("rust-to-go"),
        "from Python to the same by ctypes, with Python's loop": call("python-to-go"),
        "`create-user`: host → Go → Rust and back, wasmtime": call("create-user"),
        "the same on Node": call("create-user-node"),
        "the same over HTTP on the loopback interface": call("create-user-http"),
        "the same over gRPC on a Unix socket": call("create-user-grpc"),
        "one million records, wasmtime, two threads": peak("ours", "1M"),
        "ten million records, all addresses distinct": peak("ours", "10M"),
        "ten million records, each address a hundred times": peak("ours", "10M, few addresses"),
        "one million records, Node": peak("node", "1M"),
    },
    "docs/store.md": {
        "the run without a store": stored("without"),
        "`.import` of the same users by SQLite's shell": stored("shell"),
        "the run with `--store`": stored("with"),
        "with ÷ (without + shell)": stored_ratio,
    },
}
SLIDES = "workshop/slides.html"
WIDTH = 140  # of a bar, per second


def page(name: str, text: str, result: Json) -> str:
    for label, cells in ROWS[name].items():
        rows = re.findall(rf"^\| (?:\*\*)?{re.escape(label)}(?:\*\*)? \|.*$", text, re.MULTILINE)
        if len(rows) != 1:
            sys.exit(f"error: renew `{name}`: found {len(rows)} rows `{label}`, expected one")
        bold = "**" if rows[0].startswith("| **") else ""
        values = [value if value.startswith("**") or not value else f"{bold}{value}{bold}" for value in cells(result)]
        row = " | ".join([f"| {bold}{label}{bold}", *values]) + " |"
        text = text.replace(rows[0], row.replace("|  |", "| |"))
    return text


def slides(text: str, result: Json) -> str:
    def seconds(key: str) -> str:
        return f"{result['volume'][key]['wall_s']['median']:.2f}"

    def bar(found: re.Match[str]) -> str:
        width = float(f"{WIDTH * float(seconds(found['key'])):.3g}")
        end = round(float(found["x"]) + width + 12)
        return f"{found['begin']}{width:g}{found['middle']}{end}{found['end']}"

    text = re.sub(
        r'(?P<begin><rect class="\w+" data-volume="(?P<key>[\w-]+)" x="(?P<x>\d+)" y="\d+" width=")[\d.]+'
        r'(?P<middle>" height="\d+"/><text x=")\d+(?P<end>")',
        bar,
        text,
    )
    text = re.sub(r'(data-volume="([\w-]+)">)[\d.]+(?=<)', lambda m: m[1] + seconds(m[2]), text)
    text = re.sub(
        r'(data-ns="([\w-]+)">)[\d,]+(?=<)',
        # Halves are rounded up, as the slides' test does.
        lambda m: f"{m[1]}{int(result['calls'][m[2]]['nanoseconds']['median'] + 0.5):,}",
        text,
    )
    text = re.sub(
        r'(data-startup="([\w-]+)">)\d+(?=<)',
        lambda m: f"{m[1]}{result['startup'][m[2]]['wall_s']['median'] * 1000:.0f}",
        text,
    )
    # A picture's description, whose bars are in its order.
    pictures = re.compile(r'(aria-label="Seconds for [^"]*")((?:(?!</svg>).)*)', re.DOTALL)

    def described(picture: re.Match[str]) -> str:
        keys = iter(re.findall(r'<tspan data-volume="([\w-]+)"', picture[2]))
        return re.sub(r"\b\d+\.\d\d\b", lambda _: seconds(next(keys)), picture[1]) + picture[2]

    return pictures.sub(described, text)


def main() -> None:
    result = json.loads((RESULTS / "bench.json").read_text(encoding="utf-8"))
    stale = []
    for name in [*ROWS, SLIDES]:
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        renewed = slides(text, result) if name == SLIDES else page(name, text, result)
        if renewed == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(renewed, encoding="utf-8")
            print(f"renewed: {name}")
    if stale and "--check" in sys.argv:
        sys.exit(f"error: check {', '.join(stale)}: other figures than in bench/results; run `make -C bench pages`")


if __name__ == "__main__":
    main()
