"""The logic of the stage. It knows nothing about components."""

from collections.abc import Callable


def plain(email: str) -> str:
    """The address without the tag that its mail server ignores. Replace this function with your own.

    The service then sees `ann+news@example.com` and `ann@example.com` as one user. An invalid address stays invalid.
    """
    local, at, domain = email.partition("@")
    name, tag, _ = local.partition("+")
    return f"{name}@{domain}" if at and tag and name else email


def map_column(text: str, ends: list[int], change: Callable[[str], str]) -> tuple[str, list[int]]:
    """Applies `change` to each value of a column. Returns the new values in one text, and the end of each, in bytes."""
    raw = text.encode()
    changed = bytearray()
    changed_ends = []
    start = 0
    for end in ends:
        changed += change(raw[start:end].decode()).encode()
        changed_ends.append(len(changed))
        start = end
    return changed.decode(), changed_ends
