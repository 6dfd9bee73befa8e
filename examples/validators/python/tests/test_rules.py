"""The core, by the cases that every validator is tested by."""

import json
from pathlib import Path
from typing import Any

import pytest

from columns import violations
from domains import Domains
from emails import canonical, is_email
from rules import FIELDS, Rule, Rules

CASES = json.loads((Path(__file__).parents[4] / "tests/vectors/validator/cases.json").read_text())


def rules(changes: dict[str, Any] | None) -> Rules:
    """The default rules, changed by the settings of a group of cases."""
    settings = CASES["defaults"] | (changes or {})
    return Rules(
        settings["min-age"],
        settings["max-age"],
        settings["name-min-length"],
        Domains(settings["allowed-domains"], settings["denied-domains"]),
        settings["email-syntax"] == "strict",
    )


def rule(name: str) -> Rule:
    return Rule[name.upper().replace("-", "_")]


def column(values: list[str]) -> tuple[str, list[int]]:
    ends = []
    end = 0
    for value in values:
        end += len(value.encode())
        ends.append(end)
    return "".join(values), ends


@pytest.mark.parametrize(("email", "valid"), CASES["emails"])
def test_an_address_is_valid_or_not(email: str, valid: bool) -> None:
    assert is_email(email) == valid


@pytest.mark.parametrize(("email", "expected"), CASES["canonical"])
def test_an_address_is_compared_in_one_form(email: str, expected: str) -> None:
    assert canonical(email) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize("group", CASES["judged"], ids=lambda group: group["about"])
def test_users_break_these_rules_alone_and_in_a_batch(group: dict[str, Any]) -> None:
    judge = rules(group["rules"])
    expected = [[rule(name) for name in broken] for *_, broken in group["users"]]
    assert [judge.broken(name, email, age) for name, email, age, _ in group["users"]] == expected
    names, emails, ages, _ = zip(*group["users"], strict=True)
    found = violations(judge, column(list(names)), column(list(emails)), ages)
    assert found == [(row, one) for row, broken in enumerate(expected) for one in broken]


@pytest.mark.parametrize(("name", "expected"), CASES["messages"].items())
def test_a_message_has_the_numbers_of_the_rules(name: str, expected: list[str]) -> None:
    field, message = expected
    message = message.replace("{min-age}", "18").replace("{name-min-length}", "5")
    assert (FIELDS[rule(name)], rules({"min-age": 18, "name-min-length": 5}).message(rule(name))) == (field, message)


@pytest.mark.parametrize("changes", CASES["contradictory"])
def test_contradictory_rules_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="above"):
        rules(changes)


@pytest.mark.parametrize("batch", CASES["broken-batches"], ids=lambda batch: batch["about"])
def test_a_batch_that_breaks_its_rules_is_refused(batch: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        violations(Rules(), batch["names"], batch["emails"], batch["ages"])
