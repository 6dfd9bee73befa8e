"""Renders a report natively from the totals of a run, so that a debugger can step through it.

    bin/pipeline run users.csv --keep-totals totals.json
    python3 py-reporting/render.py totals.json html --pdb

The report goes to standard output. It is the one that the component rendered: the same core, without WebAssembly.
"""

import argparse
import json
import pdb
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "src"))

import reporting

# As in the contract: the arguments of `render` in wit/deps/my-reporting/reporter.wit.
Object = Mapping[str, Any]


def totals(of: Object) -> reporting.Totals:
    return reporting.Totals(
        read=of["read"],
        accepted=of["accepted"],
        rejected=of["rejected"],
        errors=tuple(reporting.ErrorCount(e["field"], e["rule"], e["message"], e["count"]) for e in of["errors"]),
        ages=tuple(reporting.AgeCount(entry["age"], entry["count"]) for entry in of["ages"]),
        top_domains=tuple(reporting.DomainCount(entry["domain"], entry["count"]) for entry in of["top-domains"]),
        distinct_domains=of["distinct-domains"],
    )


def context(of: Object) -> reporting.Context:
    return reporting.Context(
        sources=tuple(
            reporting.Source(
                entry["name"], entry["records"], entry["ignored-columns"], entry["reading"], tuple(entry["notes"])
            )
            for entry in of["sources"]
        ),
        settings=tuple(reporting.Setting(entry["key"], entry["value"], entry["chosen"]) for entry in of["settings"]),
        examples=tuple(_example(example) for example in of["examples"]),
        generated_at=of["generated-at"],
    )


def _example(of: Object) -> reporting.Example:
    problems = tuple(reporting.Problem(found["field"], found["rule"], found["message"]) for found in of["problems"])
    return reporting.Example(of["record"], of["input"], of["line"], problems)


def main() -> None:
    parser = argparse.ArgumentParser(description="Render a report from the totals of a run.")
    parser.add_argument("totals", type=Path, help="the file that `bin/pipeline run --keep-totals` wrote")
    parser.add_argument("format", choices=[format.value for format in reporting.Format])
    parser.add_argument("--pdb", action="store_true", help="stop in the debugger at the beginning, and where it fails")
    arguments = parser.parse_args()
    kept = json.loads(arguments.totals.read_text(encoding="utf-8"))
    run = (totals(kept["totals"]), context(kept["context"]), reporting.Format(arguments.format))
    report = debugged(*run) if arguments.pdb else reporting.render(*run)
    sys.stdout.buffer.write(report.encode())


def debugged(*run: Any) -> str:
    try:
        return str(pdb.runcall(reporting.render, *run))
    except Exception:
        pdb.post_mortem()
        raise


if __name__ == "__main__":
    main()
