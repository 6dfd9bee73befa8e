"""What DuckDB and pandas read of the files that the vectors hold, beside the pipeline: the table of docs/read.md.

A file counts as read if each user that the vector accepts is among the rows, with its name, address and age. White
space around values, and `30.0` in place of `30`, make no difference. Where a reader fails by itself, options that help
are tried.
"""

import json
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas  # type: ignore[import-untyped]

from harness.places import ROOT

VECTORS: Final = ROOT / "tests/vectors/good"
Row = tuple[str, str, float] | None
Options = dict[str, Any]

# What it is, the vector, and the options of DuckDB and pandas.
FILES: Final[list[tuple[str, str, Options, Options]]] = [
    ("commas", "csv-plain.csv", {}, {}),
    ("semicolons, byte order mark", "excel-semicolons-bom.csv", {}, {"sep": ";"}),
    ("a line `sep=;`", "excel-sep-line.csv", {}, {"sep": ";", "skiprows": 1}),
    ("tabs", "tabs.tsv", {}, {"sep": "\t"}),
    ("pipes", "csv-pipes.csv", {}, {"sep": "|"}),
    ("spaces", "spaces.txt", {"delim": " "}, {"sep": " "}),
    ("apostrophes as quotes", "csv-single-quotes.csv", {}, {"quotechar": "'"}),
    ("backslash escapes", "csv-backslash.csv", {"escape": "\\", "header": True}, {"escapechar": "\\"}),
    ("CR as line end", "csv-cr-four-columns.csv", {}, {}),
    ("LF, CRLF and CR mixed", "csv-mixed-line-ends.csv", {"strict_mode": False}, {}),
    ("a title before the header", "csv-title-lines.csv", {"skip": 3}, {"sep": ";", "skiprows": 3}),
    ("a header of three rows", "csv-header-three-rows.csv", {"skip": 2}, {"skiprows": 2}),
    ("empty rows", "csv-padding-rows.csv", {}, {}),
    (
        "stray quotes, too few or too many fields",
        "csv-broken-rows.csv",
        {"ignore_errors": True},
        {"on_bad_lines": "skip"},
    ),
    ("a quote that is never closed", "csv-unclosed-quote.csv", {}, {"on_bad_lines": "skip"}),
    ("a record that isn't UTF-8", "csv-invalid-utf8.csv", {"ignore_errors": True}, {"encoding_errors": "replace"}),
    ("UTF-16", "excel-unicode-text.csv", {"encoding": "utf-16", "delim": "\t"}, {"encoding": "utf-16", "sep": "\t"}),
    ("Windows-1252", "csv-windows-1252-given.csv", {"encoding": "CP1252"}, {"encoding": "cp1252"}),
    ("gzip", "csv-gzip.gz", {}, {}),
    ("zstd", "csv-zstd.zst", {}, {"sep": "\t"}),
    ("JSON array", "json-plain.json", {}, {}),
    ("JSON array below a key", "json-below-a-key.json", {}, {}),
    ("NDJSON named `.json`", "json-holding-ndjson.json", {}, {"lines": True}),
    ("objects over several lines", "json-objects.json", {}, {}),
    ("JSON text sequence", "json-sequence.json", {}, {}),
    (
        "NDJSON with broken lines",
        "ndjson-broken-lines.ndjson",
        {"format": "newline_delimited", "ignore_errors": True},
        {"lines": True},
    ),
    ("NDJSON in UTF-16", "ndjson-utf16.ndjson", {}, {"lines": True, "encoding": "utf-16"}),
]


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    print(f"| | pipeline | DuckDB {duckdb.__version__} | pandas {pandas.__version__} |\n|---|---|---|---|")
    for what, name, ours, theirs in FILES:
        vector = VECTORS / Path(name).stem
        users = vector.with_suffix(".expected").joinpath("users.ndjson").read_text().splitlines()
        wanted = [(user["name"], user["email"], float(user["age"])) for user in map(json.loads, users)]
        options = vector.with_suffix(".options")
        told = " ".join(options.read_text().split()) if options.exists() else ""
        cells = [
            f"with `{told}`" if told else "yes",
            tried(_duckdb, name, wanted, ours),
            tried(_pandas, name, wanted, theirs),
        ]
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


if __name__ == "__main__":
    main()
