"""The component: the functions of the interface, which judge by the defaults."""

from validator import DEFAULT, canonical, is_email
from wit_world import exports
from wit_world.imports import types
from wit_world.imports.types import Rule


class Validator(exports.Validator):
    def validate_user(self, user: types.User) -> list[types.ValidationError]:
        return DEFAULT.validate_user(user)

    def validate_email(self, email: str) -> bool:
        return is_email(email)

    def canonical_emails(self, emails: types.TextColumn) -> types.TextColumn:
        return canonical(emails)

    def validate_batch(self, batch: types.UserBatch) -> list[types.Violation]:
        return DEFAULT.validate_batch(batch)

    def describe(self, rule: Rule) -> types.ValidationError:
        return DEFAULT.describe(rule)
