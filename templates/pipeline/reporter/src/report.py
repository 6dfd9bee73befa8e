"""The report, without bindings."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    field: str
    message: str


def render(records: list[list[Problem]]) -> str:
    """A report on the problems of each record, in Markdown."""
    rejected = sum(1 for problems in records if problems)
    lines = ["# @NAME@", "", f"{len(records)} read, {len(records) - rejected} accepted, {rejected} rejected."]
    counts = Counter(problem for problems in records for problem in problems)
    if counts:
        lines += ["", "| field | problem | records |", "|---|---|---:|"]
    for problem, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        lines.append(f"| {problem.field} | {problem.message} | {count} |")
    return "\n".join(lines) + "\n"
