"""The default rules for a user, in the order in which errors are listed."""

from collections.abc import Iterable
from enum import Enum, auto

from mask import WHITE_SPACE


class Rule(Enum):
    """A rule that a user can break."""

    NAME_EMPTY = auto()
    NAME_TOO_SHORT = auto()
    EMAIL_INVALID = auto()
    TOO_YOUNG = auto()
    INVALID_AGE = auto()


_SHORTEST_NAME = 2
_YOUNGEST = 13
_OLDEST = 150


def violations(names: Iterable[str], emails: Iterable[str], ages: Iterable[int]) -> list[tuple[int, Rule]]:
    """Every violation in a batch, in row order, and in field order within a row."""
    found = []
    for row, (name, email, age) in enumerate(zip(names, emails, ages, strict=True)):
        length = len(name.strip(WHITE_SPACE))
        if length < _SHORTEST_NAME:
            found.append((row, Rule.NAME_TOO_SHORT if length else Rule.NAME_EMPTY))
        if not is_email(email):
            found.append((row, Rule.EMAIL_INVALID))
        if age < _YOUNGEST:
            found.append((row, Rule.TOO_YOUNG))
        elif age > _OLDEST:
            found.append((row, Rule.INVALID_AGE))
    return found


def is_email(email: str) -> bool:
    """Whether a text has one `@`, something on both sides of it, and a dot inside the domain, none at its ends."""
    local, _, domain = email.partition("@")
    return bool(local) and "@" not in domain and "." in domain and domain[0] != "." and domain[-1] != "."
