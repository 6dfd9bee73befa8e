"""Selects rejected records to show: the first with an error, and those with the most problems."""

from collections.abc import Sequence

from .model import Context, ErrorCount, Example

# The contract provides this many per error, and this many with the most problems.
EACH = 3
WORST = 10


def of(error: ErrorCount, context: Context) -> list[Example]:
    """The first records with an error."""
    found = [
        example
        for example in context.examples
        if any((problem.field, problem.rule) == (error.field, error.rule) for problem in example.problems)
    ]
    return found[:EACH]


def worst(context: Context) -> list[Example]:
    """The records with the most problems first; if two have as many, the earlier one."""
    return sorted(context.examples, key=lambda example: -len(example.problems))[:WORST]


def lines(found: Sequence[Example]) -> dict[str, list[int]]:
    """The lines of examples, grouped by input, in order."""
    by_input: dict[str, list[int]] = {}
    for example in found:
        by_input.setdefault(example.input, []).append(example.line)
    return by_input
