"""Renders a run's reports from its totals with the pipeline's own reporting package, outside the sandbox.

usage: render_report.py SUMMARY OUT
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "py-reporting" / "src"))

from reporting import (
    AgeCount,
    Context,
    DomainCount,
    ErrorCount,
    Example,
    Format,
    Problem,
    Setting,
    Source,
    Totals,
    render,
)

REPORTS = {
    "report.html": Format.HTML,
    "report.md": Format.MARKDOWN,
    "report.svg": Format.SVG,
    "summary.json": Format.JSON,
}


def main(summary: str, out: str) -> None:
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    with open(summary, encoding="utf-8") as file:
        found = json.load(file)
    totals = Totals(
        read=found["read"],
        accepted=found["accepted"],
        rejected=found["rejected"],
        errors=tuple(ErrorCount(**error) for error in found["errors"]),
        ages=tuple(AgeCount(**age) for age in found["ages"]),
        top_domains=tuple(DomainCount(**domain) for domain in found["top_domains"]),
        distinct_domains=found["distinct_domains"],
    )
    context = Context(
        sources=tuple(Source(**source) for source in found["sources"]),
        settings=tuple(Setting(**setting) for setting in found["settings"]),
        examples=tuple(
            Example(e["record"], e["input"], e["line"], tuple(Problem(**problem) for problem in e["problems"]))
            for e in found["examples"]
        ),
    )
    for name, format in REPORTS.items():
        (folder / name).write_text(render(totals, context, format), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
