"""Prints the cases that every validator is tested by, one per line, for `rules.c`. Text is in hex."""

import json
import sys
from pathlib import Path
from typing import Any

RULES = ["name-empty", "name-too-short", "email-invalid", "domain-not-allowed", "too-young", "invalid-age"]


def hexed(text: str) -> str:
    """The text in hex; `-` is no text."""
    return text.encode().hex() or "-"


def domains(entries: list[str]) -> str:
    """The entries with commas between; `-` is none."""
    return ",".join(map(hexed, entries)) or "-"


def settings(cases: dict[str, Any], changes: dict[str, Any] | None) -> list[object]:
    """The default rules, changed by the settings of a group of cases."""
    rules = cases["defaults"] | (changes or {})
    numbers = [rules[name] for name in ("min-age", "max-age", "name-min-length")]
    strict = int(rules["email-syntax"] == "strict")
    return ["rules", *numbers, strict, domains(rules["allowed-domains"]), domains(rules["denied-domains"])]


def lines(cases: dict[str, Any]) -> list[list[object]]:
    """The words of each line."""
    lines: list[list[object]] = [["email", hexed(email), int(valid)] for email, valid in cases["emails"]]
    lines += [["canonical", hexed(email), hexed(expected)] for email, expected in cases["canonical"]]
    lines += [["canonical", hexed(expected), hexed(expected)] for _, expected in cases["canonical"]]
    for group in cases["judged"]:
        lines.append(settings(cases, group["rules"]))
        for name, email, age, broken in group["users"]:
            numbers = "".join(str(RULES.index(rule)) for rule in broken) or "-"
            lines.append(["user", hexed(name), hexed(email), age, numbers])
        lines.append(["batch"])
    lines.append(settings(cases, {"min-age": 18, "name-min-length": 5}))
    for rule, (field, message) in cases["messages"].items():
        message = message.replace("{min-age}", "18").replace("{name-min-length}", "5")
        lines.append(["message", RULES.index(rule), hexed(field), hexed(message)])
    return lines


def main() -> None:
    """Prints the cases of the file that is named."""
    cases = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print("\n".join(" ".join(map(str, line)) for line in lines(cases)))


if __name__ == "__main__":
    main()
