"""One run: everything side by side, then the result as JSON, Markdown and SVG in bench/results."""

import json
import os
import sys
import time
from dataclasses import asdict
from typing import Any

from . import calls, chart, forms, growth, machine, report, startup, storing, volume, workbooks
from .figures import Figure
from .measure import Failed
from .places import RESULTS
from .targets import Target, targets

START = time.monotonic()


def say(text: str) -> None:
    print(f"[{time.monotonic() - START:6.1f} s] {text}", file=sys.stderr, flush=True)


def plain(value: object) -> object:
    if isinstance(value, Figure):
        return asdict(value)
    if isinstance(value, Target):
        return {**asdict(value), "met": value.met}
    raise TypeError(f"write `{type(value).__name__}` as JSON: found no way to")


def measure(quick: bool) -> dict[str, Any]:
    rows, slow_rows, rounds = (300_000, 5_000, 3) if quick else (1_000_000, 20_000, 5)
    what = f"A file of {rows:,} records of which 3 % are bad and 1 % are duplicates."
    if quick:
        what += " A quick run: with a shorter file the start of a process weighs more than in a full one."
    busy = machine.load()
    through = volume.measure(rows, slow_rows, rounds, say)
    called = calls.measure(quick, rounds, say)
    started = startup.measure(10 if quick else 30, say)
    stored = storing.measure(rows, rounds, say)
    formed = forms.measure(rows, rounds, say)
    books = workbooks.measure(workbooks.ROWS, rounds, say)
    grown = None if quick else growth.measure(3, say)
    found = {
        "scale": {"what": what, "rows": rows, "slow_rows": slow_rows, "rounds": rounds, "quick": quick},
        "machine": {**machine.facts(), "processes that wanted a core before": f"{busy:.1f}"},
        "versions": machine.versions(),
        "volume": {key: result.as_json(through["ours"]) for key, result in through.items()},
        "calls": calls.as_json(called),
        "startup": startup.as_json(started),
        "storing": storing.as_json(stored),
        "forms": forms.as_json(formed),
        "workbooks": workbooks.as_json(books),
        "growth": growth.as_json(grown) if grown else None,
        "targets": targets(through, called, started, stored, formed, grown),
    }
    result: dict[str, Any] = json.loads(json.dumps(found, default=plain))
    return result


def main() -> None:
    quick = os.environ.get("QUICK", "") not in ("", "0")
    try:
        result = measure(quick)
    except Failed as error:
        sys.exit(f"error: {error}")
    name = "quick" if quick else "bench"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    text = report.markdown(result)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    scale = (
        f"{result['scale']['rows']:,} records; medians of {result['scale']['rounds']} rounds, lines from least to most"
    )
    (RESULTS / f"{name}.svg").write_text(chart.svg(result["volume"], scale), encoding="utf-8")
    print(text)
    say(f"written: {RESULTS / name}.json, .md, .svg")


if __name__ == "__main__":
    main()
