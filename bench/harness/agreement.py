"""Checks that a contestant's output agrees with ours.

    python3 -m harness.agreement OURS THEIRS exact|alike     prints the first difference, and exits with 1

Compared are the accepted users in order (id, name, email, age), the rejects in order (record, errors) and the totals.
`alike` is for contestants that can't make our ids, and don't report what they found in an unreadable field: their ids
must be different for each user, and such messages must have the same start. The text of rejects is not compared, since
not every contestant keeps it.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

UNREADABLE = re.compile(r"Expected \d+ fields|Malformed CSV|Not valid UTF-8|Age must be a whole number")
TOTALS = ("read", "accepted", "rejected", "ages", "top_domains", "distinct_domains")


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        yield from enumerate(file, 1)


def pairs(ours: Path, theirs: Path) -> Iterator[tuple[int, bytes, bytes]]:
    """Lines side by side; a missing one is empty."""
    left, right = lines(ours), lines(theirs)
    while True:
        number, our = next(left, (0, b""))
        other, their = next(right, (0, b""))
        if not our and not their:
            return
        yield number or other, our, their


def user(line: bytes, exact: bool) -> tuple[Any, ...] | None:
    if not line:
        return None
    found = json.loads(line)
    return (found["id"] if exact else None), found["name"], found["email"], found["age"]


def rest(line: bytes) -> bytes:
    """A user's line after the id."""
    return line[line.find(b',"name"') :]


def reject(line: bytes, exact: bool) -> tuple[int, list[tuple[str, str]]] | None:
    if not line:
        return None
    found = json.loads(line)
    errors = [(error["field"], error["message"]) for error in found["errors"]]
    if not exact:
        errors = [(field, start[0] if (start := UNREADABLE.match(message)) else message) for field, message in errors]
    return found["record"], errors


def difference(ours: Path, theirs: Path, exact: bool) -> str | None:
    """The first difference as text, or None."""
    ids = set()
    for number, our, their in pairs(ours / "users.ndjson", theirs / "users.ndjson"):
        same = our == their if exact else rest(our) == rest(their) and bool(their)
        if not same and user(our, exact) != user(their, exact):
            return f"`users.ndjson` line {number}: found `{their.decode().strip()}`, expected `{our.decode().strip()}`"
        if not exact:
            identity = their[: their.find(b",")]
            if not identity.startswith(b'{"id":"usr_') or identity in ids:
                return f"`users.ndjson` line {number}: found the id `{identity.decode()}`, expected one of its own"
            ids.add(identity)
    for number, our, their in pairs(ours / "rejects.ndjson", theirs / "rejects.ndjson"):
        if our != their and reject(our, exact) != reject(their, exact):
            return (
                f"`rejects.ndjson` line {number}: found `{their.decode().strip()}`, expected `{our.decode().strip()}`"
            )
    our_totals, their_totals = totals(ours), totals(theirs)
    for key, expected in our_totals.items():
        if their_totals[key] != expected:
            return f"`summary.json`, `{key}`: found {their_totals[key]}, expected {expected}"
    return None


def totals(folder: Path) -> dict[str, Any]:
    summary = json.loads((folder / "summary.json").read_bytes())
    errors = [(error["field"], error["rule"], error["count"]) for error in summary["errors"]]
    return {**{key: summary[key] for key in TOTALS}, "errors": errors}


def main(ours: str, theirs: str, how: str) -> None:
    found = difference(Path(ours), Path(theirs), how == "exact")
    if found:
        sys.exit(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
