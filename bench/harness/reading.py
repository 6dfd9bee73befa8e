"""What DuckDB, pandas and qsv read of the files that the vectors hold, beside the pipeline: the table of docs/read.md.

A file counts as read if each user that the vector accepts is among the rows, with its name, address and age. White
space around values, and `30.0` in place of `30`, make no difference. Where a reader fails by itself, options that help
are tried.

usage: reading.py [QSV]     the program qsv or qsvlite; without it, its column is left out
"""

import csv
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas  # type: ignore[import-untyped]

from harness.places import ROOT

VECTORS: Final = ROOT / "tests/vectors/good"
Row = tuple[str, str, float] | None
Options = dict[str, Any]

# What it is, the vector, and the options of DuckDB, pandas and qsv.
FILES: Final[list[tuple[str, str, Options, Options, Options]]] = [
    ("commas", "csv-plain.csv", {}, {}, {}),
    ("semicolons, byte order mark", "excel-semicolons-bom.csv", {}, {"sep": ";"}, {"delimiter": ";"}),
    ("a line `sep=;`", "excel-sep-line.csv", {}, {"sep": ";", "skiprows": 1}, {"delimiter": ";", "skip-lines": 1}),
    ("tabs", "tabs.tsv", {}, {"sep": "\t"}, {"delimiter": "\t"}),
    ("pipes", "csv-pipes.csv", {}, {"sep": "|"}, {"delimiter": "|"}),
    ("spaces", "spaces.txt", {"delim": " "}, {"sep": " "}, {"delimiter": " "}),
    ("apostrophes as quotes", "csv-single-quotes.csv", {}, {"quotechar": "'"}, {"quote": "'"}),
    (
        "backslash escapes",
        "csv-backslash.csv",
        {"escape": "\\", "header": True},
        {"escapechar": "\\"},
        {"escape": "\\"},
    ),
    ("CR as line end", "csv-cr-four-columns.csv", {}, {}, {}),
    ("LF, CRLF and CR mixed", "csv-mixed-line-ends.csv", {"strict_mode": False}, {}, {}),
    (
        "a title before the header",
        "csv-title-lines.csv",
        {"skip": 3},
        {"sep": ";", "skiprows": 3},
        {"delimiter": ";", "skip-lines": 2},
    ),
    ("a header of three rows", "csv-header-three-rows.csv", {"skip": 2}, {"skiprows": 2}, {"skip-lines": 2}),
    ("empty rows", "csv-padding-rows.csv", {}, {}, {}),
    (
        "stray quotes, too few or too many fields",
        "csv-broken-rows.csv",
        {"ignore_errors": True},
        {"on_bad_lines": "skip"},
        {},
    ),
    ("a quote that is never closed", "csv-unclosed-quote.csv", {}, {"on_bad_lines": "skip"}, {}),
    ("a record that isn't UTF-8", "csv-invalid-utf8.csv", {"ignore_errors": True}, {"encoding_errors": "replace"}, {}),
    (
        "UTF-16",
        "excel-unicode-text.csv",
        {"encoding": "utf-16", "delim": "\t"},
        {"encoding": "utf-16", "sep": "\t"},
        {},
    ),
    ("Windows-1252", "csv-windows-1252-given.csv", {"encoding": "CP1252"}, {"encoding": "cp1252"}, {}),
    ("gzip", "csv-gzip.gz", {}, {}, {}),
    ("zstd", "csv-zstd.zst", {}, {"sep": "\t"}, {}),
    ("JSON array", "json-plain.json", {}, {}, {}),
    ("JSON array below a key", "json-below-a-key.json", {}, {}, {}),
    ("NDJSON named `.json`", "json-holding-ndjson.json", {}, {"lines": True}, {}),
    ("objects over several lines", "json-objects.json", {}, {}, {}),
    ("JSON text sequence", "json-sequence.json", {}, {}, {}),
    (
        "NDJSON with broken lines",
        "ndjson-broken-lines.ndjson",
        {"format": "newline_delimited", "ignore_errors": True},
        {"lines": True},
        {},
    ),
    ("NDJSON in UTF-16", "ndjson-utf16.ndjson", {}, {"lines": True, "encoding": "utf-16"}, {}),
]


def main(qsv: str | None = None) -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    readers = [f"DuckDB {duckdb.__version__}", f"pandas {pandas.__version__}"]
    if qsv:
        version = subprocess.run([qsv, "--version"], check=True, capture_output=True, text=True).stdout
        readers.append(f"qsv {version.split()[1].split('-')[0]}")
    print(f"| | pipeline | {' | '.join(readers)} |\n|{'---|' * (2 + len(readers))}")
    for what, name, *told in FILES:
        vector = VECTORS / Path(name).stem
        users = vector.with_suffix(".expected").joinpath("users.ndjson").read_text().splitlines()
        wanted = [(user["name"], user["email"], float(user["age"])) for user in map(json.loads, users)]
        options = vector.with_suffix(".options")
        ours = " ".join(options.read_text().split()) if options.exists() else ""
        cells = [
            f"with `{ours}`" if ours else "yes",
            tried(_duckdb, name, wanted, told[0]),
            tried(_pandas, name, wanted, told[1]),
        ]
        if qsv:
            cells.append(tried(partial(_qsv, qsv), name, wanted, told[2]))
        print(f"| {what} | {' | '.join(cells)} |")


def tried(read: Any, name: str, wanted: Sequence[Row], options: Options) -> str:
    """Say whether a reader finds all users by itself, or with the options."""
    for chosen in [{}, options] if options else [{}]:
        try:
            found = set(rows(*read(VECTORS / name, chosen)))
        except Exception:
            continue
        if found.issuperset(wanted):
            shown = ", ".join(f"{key}={value!r}" for key, value in chosen.items()).replace("|", "\\|")
            return f"with `{shown}`" if shown else "yes"
    return "no"


def rows(columns: Iterable[object], values: Iterable[Sequence[object]]) -> list[Row]:
    """Return name, address and age of each row."""
    names = [str(column).strip().lower() for column in columns]
    at = [names.index(field) for field in ("name", "email", "age")]
    return [_row([values[place] for place in at]) for values in values]


def _row(values: Sequence[object]) -> Row:
    try:
        return str(values[0]).strip(), str(values[1]).strip(), float(str(values[2]))
    except ValueError:
        return None


def _duckdb(file: Path, options: Options) -> tuple[Iterable[object], Iterable[Sequence[object]]]:
    reader = "read_json" if "json" in file.suffix else "read_csv"
    told = "".join(f", {key} = {value!r}" for key, value in options.items())
    found: Any = duckdb.sql(f"select * from {reader}('{file}'{told})")
    return found.columns, found.fetchall()


def _pandas(file: Path, options: Options) -> tuple[Iterable[object], Iterable[Sequence[object]]]:
    reader: Any = pandas.read_json if "json" in file.suffix else pandas.read_csv
    found: Any = reader(file, **options)
    return found.columns, found.values.tolist()


def _qsv(program: str, file: Path, options: Options) -> tuple[Iterable[object], Iterable[Sequence[object]]]:
    verb = {".json": "json", ".ndjson": "jsonl"}.get(file.suffix, "input")
    told = [argument for key, value in options.items() for argument in (f"--{key}", str(value))]
    # It refuses names that it doesn't know, such as `.txt`.
    environment = {**os.environ, "QSV_SKIP_FORMAT_CHECK": "1"}
    command = [program, verb, *told, str(file)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    columns, *values = csv.reader(printed.splitlines(keepends=True))
    return columns, values


if __name__ == "__main__":
    main(*sys.argv[1:])
