"""The component: the functions of the interface, which judge by the defaults."""

from wit_world import exports
from wit_world.imports import types

import columns
import emails as addresses
from rules import Rules
from validator import describe, errors, violations

DEFAULT = Rules()


class Validator(exports.Validator):
    def validate_user(self, user: types.User) -> list[types.ValidationError]:
        return errors(DEFAULT, user)

    def validate_email(self, email: str) -> bool:
        return addresses.is_email(email)

    def canonical_emails(self, emails: types.TextColumn) -> types.TextColumn:
        return types.TextColumn(*columns.mapped(emails.text, emails.ends, addresses.canonical))

    def validate_batch(self, batch: types.UserBatch) -> list[types.Violation]:
        return violations(DEFAULT, batch)

    def describe(self, rule: types.Rule) -> types.ValidationError:
        return describe(DEFAULT, rule)
