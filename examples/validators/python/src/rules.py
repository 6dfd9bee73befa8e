"""The rules for a user. It knows nothing about components.

A new rule is a case of `Rule`, its field, its message, and a check in the function of its field.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from domains import Domains
from emails import is_email, is_strict_email
from hosts import WHITE_SPACE


class Rule(Enum):
    """A rule that a user can break, in the order in which errors are listed."""

    NAME_EMPTY = auto()
    NAME_TOO_SHORT = auto()
    EMAIL_INVALID = auto()
    DOMAIN_NOT_ALLOWED = auto()
    TOO_YOUNG = auto()
    INVALID_AGE = auto()


FIELDS = {
    Rule.NAME_EMPTY: "name",
    Rule.NAME_TOO_SHORT: "name",
    Rule.EMAIL_INVALID: "email",
    Rule.DOMAIN_NOT_ALLOWED: "email",
    Rule.TOO_YOUNG: "age",
    Rule.INVALID_AGE: "age",
}


@dataclass(frozen=True)
class Rules:
    """The configurable part of the rules."""

    min_age: int = 13
    max_age: int = 150
    # In characters, after trimming.
    name_min_length: int = 2
    domains: Domains = field(default_factory=Domains)
    strict_email: bool = False

    def __post_init__(self) -> None:
        if self.min_age > self.max_age:
            raise ValueError(f"min-age {self.min_age} is above max-age {self.max_age}")

    def message(self, rule: Rule) -> str:
        """The message for a user who breaks a rule."""
        match rule:
            case Rule.NAME_EMPTY:
                return "Name cannot be empty"
            case Rule.NAME_TOO_SHORT:
                return f"Name must be at least {self.name_min_length} characters"
            case Rule.EMAIL_INVALID:
                return "Invalid email format"
            case Rule.DOMAIN_NOT_ALLOWED:
                return "Email domain is not allowed"
            case Rule.TOO_YOUNG:
                return f"Must be at least {self.min_age} years old"
            case Rule.INVALID_AGE:
                return "Invalid age"

    def broken(self, name: str, email: str, age: int) -> list[Rule]:
        """The rules that one user breaks, in field order, at most one per field."""
        found = (self._check_name(name), self._check_email(email), self._check_age(age))
        return [rule for rule in found if rule]

    def _check_name(self, name: str) -> Rule | None:
        name = name.strip(WHITE_SPACE)
        if not name:
            return Rule.NAME_EMPTY
        return Rule.NAME_TOO_SHORT if len(name) < self.name_min_length else None

    def _check_email(self, email: str) -> Rule | None:
        if not is_email(email) or (self.strict_email and not is_strict_email(email)):
            return Rule.EMAIL_INVALID
        return None if self.domains.allow(email.partition("@")[2]) else Rule.DOMAIN_NOT_ALLOWED

    def _check_age(self, age: int) -> Rule | None:
        if age < self.min_age:
            return Rule.TOO_YOUNG
        return Rule.INVALID_AGE if age > self.max_age else None
