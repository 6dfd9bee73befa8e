"""Shared by the Python contestants: the two files of a run, and its totals."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

BUFFER = 256 * 1024

RULES = {
    "Name cannot be empty": "name-empty",
    "Name must be at least 2 characters": "name-too-short",
    "Invalid email format": "email-invalid",
    "Must be at least 13 years old": "too-young",
    "Invalid age": "invalid-age",
}
# Messages that contain what was found: how they begin, the rule's name, and the wording in the totals.
FOUND = [
    (re.compile("Duplicate email"), "duplicate-email", "Duplicate email"),
    (re.compile(r"Expected \d+ fields"), "wrong-field-count", "Wrong number of fields"),
    (re.compile("Malformed CSV"), "malformed", "Not well-formed"),
    (re.compile("Not valid UTF-8"), "invalid-utf8", "Not valid UTF-8"),
    (re.compile("Age must be"), "invalid-number", "Age must be a whole number from 0 to 150"),
]


def rule_of(message: str) -> tuple[str, str]:
    """The rule of a message, and its wording in the totals."""
    rule = RULES.get(message)
    if rule is not None:
        return rule, message
    for pattern, rule, words in FOUND:
        if pattern.match(message):
            return rule, words
    raise ValueError(f"name the rule of a message: found `{message}`, expected a known one")


class Totals:
    """Counts the outcomes of the records."""

    def __init__(self) -> None:
        self.rejected = 0
        self.ages: Counter[int] = Counter()
        self.domains: Counter[str] = Counter()
        self.errors: Counter[tuple[str, str, str]] = Counter()

    def reject(self, errors: Iterable[Mapping[str, str]]) -> None:
        self.rejected += 1
        for error in errors:
            self.errors[error["field"], *rule_of(error["message"])] += 1

    def summary(self) -> dict[str, Any]:
        accepted = self.ages.total()
        errors = [(-count, field, rule, words) for (field, rule, words), count in self.errors.items()]
        domains = sorted(self.domains.items(), key=lambda entry: (-entry[1], entry[0]))
        return {
            "read": accepted + self.rejected,
            "accepted": accepted,
            "rejected": self.rejected,
            "errors": [
                {"field": field, "rule": rule, "message": words, "count": -count}
                for count, field, rule, words in sorted(errors)
            ],
            "ages": [{"age": age, "count": count} for age, count in sorted(self.ages.items())],
            "top_domains": [{"domain": domain, "count": count} for domain, count in domains[:10]],
            "distinct_domains": len(self.domains),
        }


class Output:
    """The output folder of a run."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.users = open(folder / "users.ndjson", "wb", buffering=BUFFER)
        self.rejects = open(folder / "rejects.ndjson", "wb", buffering=BUFFER)
        self.totals = Totals()

    def finish(self) -> None:
        self.users.close()
        self.rejects.close()
        write_summary(self.folder, self.totals.summary())


def write_summary(folder: Path, summary: dict[str, Any]) -> None:
    (folder / "summary.json").write_bytes(orjson.dumps(summary, option=orjson.OPT_INDENT_2))
