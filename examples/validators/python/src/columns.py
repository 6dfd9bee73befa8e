"""Columns: many strings in one text, each with its end in bytes of UTF-8."""

from collections.abc import Callable, Iterator, Sequence

from rules import Rule, Rules


def values(text: str, ends: Sequence[int]) -> Iterator[str]:
    """The values in order. Raises an error if the column is malformed, which is a bug of the caller."""
    raw = text.encode()
    start = 0
    for end in ends:
        if end < start or end > len(raw):
            raise ValueError(f"a value's end, {end}, descends or lies outside of a text of {len(raw)} bytes")
        yield raw[start:end].decode()
        start = end
    if start != len(raw):
        raise ValueError("a column goes on after its last value")


def violations(
    rules: Rules, names: tuple[str, Sequence[int]], emails: tuple[str, Sequence[int]], ages: Sequence[int]
) -> list[tuple[int, Rule]]:
    """Every violation in a batch, in row order, and in field order within a row."""
    rows = enumerate(zip(values(*names), values(*emails), ages, strict=True))
    return [(row, rule) for row, user in rows for rule in rules.broken(*user)]


def mapped(text: str, ends: Sequence[int], change: Callable[[str], str]) -> tuple[str, list[int]]:
    """The values, changed one by one."""
    changed: list[str] = []
    changed_ends = []
    length = 0
    for value in values(text, ends):
        changed.append(change(value))
        length += len(changed[-1].encode())
        changed_ends.append(length)
    return "".join(changed), changed_ends
