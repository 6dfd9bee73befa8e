"""Picks from the examples of a run: those of an error, and those with most problems."""

from collections.abc import Sequence

from .model import Context, ErrorCount, Example

# As many as the contract has for each error, and for the most problems.
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
    """The records with most problems, the most first; of as many, the earlier ones."""
    return sorted(context.examples, key=lambda example: -len(example.problems))[:WORST]


def lines(found: Sequence[Example]) -> dict[str, list[int]]:
    """The lines of examples by their input, in order."""
    by_input: dict[str, list[int]] = {}
    for example in found:
        by_input.setdefault(example.input, []).append(example.line)
    return by_input
