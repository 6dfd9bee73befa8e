"""A caller in Python. A handle is dropped when `with` ends, or when the last reference to it is gone."""

from wit_world import exports
from wit_world.imports.types import EmailSyntax, Rules, User
from wit_world.imports.validator import RuleSet

held: list[RuleSet] = []


class Caller(exports.Caller):
    """Right and wrong uses of a rule-set; `wit/caller.wit` describes each."""

    def hold(self, ages: list[int]) -> None:
        held.extend(made(age) for age in ages)

    def judge(self, age: int) -> list[bool]:
        return [accepts(rules, age) for rules in held]

    def drop_one(self, place: int) -> None:
        del held[place]

    def give(self) -> RuleSet:
        return held.pop()

    def take(self, given: RuleSet) -> None:
        held.append(given)

    def judge_by(self, lent: RuleSet, age: int) -> bool:
        return accepts(lent, age)

    def rounds(self, count: int) -> None:
        denied = domains()
        for _ in range(count):
            with made(0, denied):
                pass

    def hoard(self, count: int) -> None:
        denied = domains()
        held.extend(made(0, denied) for _ in range(count))

    def use_after_drop(self) -> None:
        with made(0) as rules:
            pass
        accepts(rules, 30)

    def drop_twice(self) -> None:
        with made(0) as rules, rules:
            pass


def made(age: int, denied: list[str] | None = None) -> RuleSet:
    return RuleSet(
        Rules(
            min_age=age,
            max_age=150,
            name_min_length=2,
            allowed_domains=[],
            denied_domains=denied or [],
            email_syntax=EmailSyntax.SIMPLE,
        )
    )


def accepts(rules: RuleSet, age: int) -> bool:
    return not rules.validate_user(User("Ann", "ann@example.com", age))


def domains() -> list[str]:
    label = "a" * 60
    return [f"{label}.{label}.{label}.d{number}.example" for number in range(500)]
