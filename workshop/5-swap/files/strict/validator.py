"""The rules, stricter: a name is a first name and a last one. Where the resource `rule-set` is looked for."""

from collections.abc import Iterator

from wit_world.exports import validator as wit
from wit_world.imports import types
from wit_world.imports.types import Rule


class RuleSet(wit.RuleSet):
    def __init__(self, rules: types.Rules) -> None:
        self.rules = rules

    def validate_user(self, user: types.User) -> list[types.ValidationError]:
        return [self.describe(rule) for rule in self.broken(user.name, user.email, user.age)]

    def validate_batch(self, batch: types.UserBatch) -> list[types.Violation]:
        rows = zip(values(batch.names), values(batch.emails), batch.ages, strict=True)
        return [types.Violation(row, rule) for row, user in enumerate(rows, start=1) for rule in self.broken(*user)]

    def describe(self, rule: Rule) -> types.ValidationError:
        rules = self.rules
        field, message = {
            Rule.NAME_EMPTY: ("name", "Name cannot be empty"),
            Rule.NAME_TOO_SHORT: ("name", "Name must be a first and a last name"),
            Rule.EMAIL_INVALID: ("email", "Invalid email format"),
            Rule.DOMAIN_NOT_ALLOWED: ("email", "Email domain is not allowed"),
            Rule.TOO_YOUNG: ("age", f"Must be at least {rules.min_age} years old"),
            Rule.INVALID_AGE: ("age", "Invalid age"),
        }[rule]
        return types.ValidationError(field, message)

    def broken(self, name: str, email: str, age: int) -> Iterator[Rule]:
        rules = self.rules
        words = name.split()
        if not words:
            yield Rule.NAME_EMPTY
        elif len(words) < 2 or len(name.strip()) < rules.name_min_length:
            yield Rule.NAME_TOO_SHORT
        if not is_email(email):
            yield Rule.EMAIL_INVALID
        elif not allowed(email.partition("@")[2].lower(), rules):
            yield Rule.DOMAIN_NOT_ALLOWED
        if age < rules.min_age:
            yield Rule.TOO_YOUNG
        elif age > rules.max_age:
            yield Rule.INVALID_AGE


DEFAULT = RuleSet(types.Rules(13, 150, 2, [], [], types.EmailSyntax.SIMPLE))


def values(column: types.TextColumn) -> Iterator[str]:
    text = column.text.encode()
    start = 0
    for end in column.ends:
        yield text[start:end].decode()
        start = end


def canonical(emails: types.TextColumn) -> types.TextColumn:
    """The addresses as they are compared. This validator knows one spelling of a domain: ASCII, in any case."""
    return types.TextColumn(emails.text.encode().lower().decode(), emails.ends)


def is_email(email: str) -> bool:
    local, _, domain = email.partition("@")
    return bool(local) and "@" not in domain and "." in domain and domain[0] != "." and domain[-1] != "."


def allowed(domain: str, rules: types.Rules) -> bool:
    def among(patterns: list[str]) -> bool:
        return any(domain == one or (one[:2] == "*." and domain.endswith(one[1:])) for one in map(str.lower, patterns))

    return (not rules.allowed_domains or among(rules.allowed_domains)) and not among(rules.denied_domains)
