"""The result as Markdown, made from the JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

Json = dict[str, Any]

NOTE = """\
Processor time and peak memory are summed over a contestant's processes. The services run before the clock starts.
"""


def number(value: float, unit: str = "") -> str:
    """Three significant digits."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:,.{digits}f}"
    return f"{text} {unit}" if unit else text


def spread(figure: Json, factor: float = 1, unit: str = "") -> str:
    """Median and, in brackets, minimum and maximum."""
    low, high = number(figure["low"] * factor), number(figure["high"] * factor)
    return f"{number(figure['median'] * factor, unit)} ({low}–{high})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def volume(found: Json) -> str:
    rows = [
        (
            entry["title"],
            f"{entry['rows']:,}",
            spread(entry["wall_s"]),
            number(entry["cpu_s"]["median"]),
            number(entry["peak_bytes"]["median"] / 1e6),
            number(entry["microseconds_a_record"]["median"]),
            number(entry["times_ours"]["median"]),
        )
        for entry in found.values()
    ]
    return table(("", "records", "wall s", "cpu s", "peak MB", "µs per record", "÷ ours"), rows)


def calls(found: Json) -> str:
    return table(("", "ns per call"), [(entry["title"], spread(entry["nanoseconds"])) for entry in found.values()])


def startup(found: Json) -> str:
    rows = [
        (entry["title"], spread(entry["wall_s"], 1000), number(entry["peak_bytes"]["median"] / 1e6))
        for entry in found.values()
    ]
    return table(("", "wall ms", "peak MB"), rows)


def storing(found: Json) -> str:
    rows = [
        (
            entry["title"],
            spread(entry["wall_s"]),
            number(entry["cpu_s"]["median"]),
            number(entry["peak_bytes"]["median"] / 1e6),
        )
        for entry in found.values()
    ]
    return table(("", "wall s", "cpu s", "peak MB"), rows)


def forms(found: Json) -> str:
    rows = [
        (
            entry["title"],
            *(spread(entry[f"{who}_wall_s"]) for who in ("ours", "duckdb")),
            number(entry["ours_cpu_s"]["median"]),
        )
        for entry in found.values()
    ]
    return table(("", "ours, wall s", "DuckDB, wall s", "ours, cpu s"), rows)


def growth(found: Json) -> str:
    rows = [
        (
            f"{who['title']}, {name}",
            f"{entry['rows']:,}",
            spread(entry["wall_s"]),
            number(entry["peak_bytes"]["median"] / 1e6),
        )
        for who in found.values()
        for name, entry in who["files"].items()
    ]
    return table(("", "records", "wall s", "peak MB"), rows)


def targets(found: Sequence[Json]) -> str:
    rows = []
    for entry in found:
        verdict = {True: "met", False: "**missed**", None: "not measured"}[entry["met"]]
        measured = spread(entry["found"], 1, entry["unit"]) if entry["found"] else ""
        rows.append((entry["what"], f"{entry['bound']} {entry['limit']:g} {entry['unit']}".strip(), measured, verdict))
    return table(("", "target", "found", ""), rows)


def markdown(result: Json) -> str:
    scale = result["scale"]
    about = (
        f"{scale['what']} {scale['rounds']} rounds, each with all contestants in turn, after one that isn't counted; "
        "medians, and in brackets the least and the most. Every output was compared with ours before its time counted. "
        f"HTTP record by record takes {scale['slow_rows']:,} records, and is compared by the time a record takes.\n"
    )
    parts = [
        "# What the speed is measured against\n",
        about,
        "## A file of users\n",
        volume(result["volume"]),
        NOTE,
        "## A single call\n",
        calls(result["calls"]),
        "## Start-up: the sample of 50 records\n",
        startup(result["startup"]),
    ]
    # Results of earlier versions lack these.
    if "storing" in result:
        parts += ["## A persistent store\n", storing(result["storing"])]
    if "forms" in result:
        parts += ["## Other forms of the file\n", forms(result["forms"])]
    if "workbooks" in result:
        parts += ["## A workbook of 100,000 rows\n", storing(result["workbooks"])]
    if result["growth"]:
        parts += ["## Growth\n", growth(result["growth"])]
    parts += [
        "## Targets\n",
        targets(result["targets"]),
        "## The machine\n",
        table(("", ""), [(key, value) for key, value in result["machine"].items()]),
        "Versions: " + ", ".join(f"{name} {version}" for name, version in result["versions"].items()) + ".\n",
    ]
    return "\n".join(parts)
