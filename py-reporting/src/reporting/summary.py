"""JSON for programs: `summary.json`. Nothing is cut, and only the accept rate is rounded."""

import json
from collections.abc import Iterable
from re import Match

from .ages import bands
from .model import Context, Example, Totals
from .numbers import fraction
from .text import INVISIBLE

Members = dict[str, "Value"]
Value = str | int | None | list[Members]


def render(totals: Totals, context: Context) -> str:
    """One object with its keys in a fixed order, and one line per entry of a list."""
    members = {
        "read": _value(totals.read),
        "accepted": _value(totals.accepted),
        "rejected": _value(totals.rejected),
        "accept_rate": fraction(totals.accepted, totals.read) or "null",
        "sources": _list(
            {"name": source.name, "records": source.records, "ignored_columns": source.ignored_columns}
            for source in context.sources
        ),
        "errors": _list(
            {"field": error.field, "rule": error.rule, "message": error.message, "count": error.count}
            for error in totals.errors
        ),
        "ages": _list({"age": entry.age, "count": entry.count} for entry in totals.ages),
        "age_bands": _list({"from": band.first, "to": band.last, "count": band.count} for band in bands(totals.ages)),
        "top_domains": _list({"domain": entry.domain, "count": entry.count} for entry in totals.top_domains),
        "distinct_domains": _value(totals.distinct_domains),
        "examples": _list(
            {"record": example.record, "input": example.input, "line": example.line, "problems": _problems(example)}
            for example in context.examples
        ),
        "settings": _list(
            {"key": setting.key, "value": setting.value, "chosen": setting.chosen} for setting in context.settings
        ),
    }
    if context.generated_at is not None:
        members["generated_at"] = _value(context.generated_at)
    return "{\n" + ",\n".join(f'  "{key}": {text}' for key, text in members.items()) + "\n}\n"


def _problems(example: Example) -> list[Members]:
    return [{"field": problem.field, "rule": problem.rule, "message": problem.message} for problem in example.problems]


def _list(entries: Iterable[Members]) -> str:
    lines = [f"    {_object(entry)}" for entry in entries]
    return "[\n" + ",\n".join(lines) + "\n  ]" if lines else "[]"


def _object(members: Members) -> str:
    return "{" + ", ".join(f'"{key}": {_value(value)}' for key, value in members.items()) + "}"


def _value(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_object, value)) + "]"
    # Invisible characters are escaped, so that they don't affect a viewer. The JSON still has the same value.
    return INVISIBLE.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(match: Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
