"""What a report is made from: totals, what they are about, and the format wanted.

The names are those of the WIT packages `my:user-service` and `my:reporting`, whose comments say what each value means.
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
    """One thing that is wrong with an example; field and rule are those of an `ErrorCount`."""

    field: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Example:
    """A rejected record: where it stands and what is wrong with it, but nothing of what it holds."""

    record: int
    input: str
    line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AgeCount:
    """How many accepted users are of one age."""

    age: int
    count: int


@dataclass(frozen=True, slots=True)
class DomainCount:
    """How many accepted users have their address at one domain."""

    domain: str
    count: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What became of all records of a run."""

    read: int
    accepted: int
    rejected: int
    errors: tuple[ErrorCount, ...] = ()
    ages: tuple[AgeCount, ...] = ()
    top_domains: tuple[DomainCount, ...] = ()
    distinct_domains: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One input of the run: how many records were read from it, and how many columns of it nobody asked for."""

    name: str
    records: int
    ignored_columns: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that could be set for the run, and whether it was; otherwise it is the default."""

    key: str
    value: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Context:
    """What the totals are about. `generated_at` is printed as it stands; without it no time is printed."""

    sources: tuple[Source, ...] = ()
    settings: tuple[Setting, ...] = ()
    examples: tuple[Example, ...] = ()
    generated_at: str | None = None


class Format(Enum):
    """What `render` can write."""

    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"
    SVG = "svg"
