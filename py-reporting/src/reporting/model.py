"""The input of a report: totals, their context, and the format.

The names are those of the WIT packages `my:user-service` and `my:reporting`, whose comments explain each value.
"""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """How often one error occurred."""

    field: str
    rule: str
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an example; `field` and `rule` are those of an `ErrorCount`."""

    field: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Example:
    """A rejected record: where it is and what is wrong with it, without its values."""

    record: int
    input: str
    line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AgeCount:
    """How many accepted users have one age."""

    age: int
    count: int


@dataclass(frozen=True, slots=True)
class DomainCount:
    """How many accepted users have an address at one domain."""

    domain: str
    count: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The results of all records of a run."""

    read: int
    accepted: int
    rejected: int
    errors: tuple[ErrorCount, ...] = ()
    ages: tuple[AgeCount, ...] = ()
    top_domains: tuple[DomainCount, ...] = ()
    distinct_domains: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One input of the run: its records and ignored columns, how it was read if not as usual, and what to know."""

    name: str
    records: int
    ignored_columns: int = 0
    reading: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the run. `chosen` is false if the value is the default."""

    key: str
    value: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Context:
    """What the totals are about. `generated_at` is printed unchanged; without it no time is printed."""

    sources: tuple[Source, ...] = ()
    settings: tuple[Setting, ...] = ()
    examples: tuple[Example, ...] = ()
    generated_at: str | None = None


class Format(Enum):
    """The formats of `render`."""

    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"
    SVG = "svg"
