"""The adapter between the generated types and `rules`.

The resource `rule-set` is looked for in a module of this name.
"""

from wit_world.exports import validator as wit
from wit_world.imports import types

import columns
from domains import Domains
from rules import FIELDS, Rule, Rules


class RuleSet(wit.RuleSet):
    def __init__(self, rules: types.Rules) -> None:
        self.rules = Rules(
            min_age=rules.min_age,
            max_age=rules.max_age,
            name_min_length=rules.name_min_length,
            domains=Domains(rules.allowed_domains, rules.denied_domains),
            strict_email=rules.email_syntax == types.EmailSyntax.STRICT,
        )

    def validate_user(self, user: types.User) -> list[types.ValidationError]:
        return errors(self.rules, user)

    def validate_batch(self, batch: types.UserBatch) -> list[types.Violation]:
        return violations(self.rules, batch)

    def describe(self, rule: types.Rule) -> types.ValidationError:
        return describe(self.rules, rule)


def errors(rules: Rules, user: types.User) -> list[types.ValidationError]:
    return [_error(rules, rule) for rule in rules.broken(user.name, user.email, user.age)]


def violations(rules: Rules, batch: types.UserBatch) -> list[types.Violation]:
    names, emails = batch.names, batch.emails
    found = columns.violations(rules, (names.text, names.ends), (emails.text, emails.ends), batch.ages)
    return [types.Violation(row, types.Rule[rule.name]) for row, rule in found]


def describe(rules: Rules, rule: types.Rule) -> types.ValidationError:
    return _error(rules, Rule[rule.name])


def _error(rules: Rules, rule: Rule) -> types.ValidationError:
    return types.ValidationError(FIELDS[rule], rules.message(rule))
