"""What the stage does. It knows nothing of components."""

from collections.abc import Callable


def plain(email: str) -> str:
    """The address without the tag that its mail server ignores. Yours to change.

    Who has `ann+news@example.com` has `ann@example.com`, and is one user to the service. What is no address stays none.
    """
    local, at, domain = email.partition("@")
    name, tag, _ = local.partition("+")
    return f"{name}@{domain}" if at and tag and name else email


def map_column(text: str, ends: list[int], change: Callable[[str], str]) -> tuple[str, list[int]]:
    """The column of what `change` makes of each value: all in one text, and where each of them ends, in bytes."""
    raw = text.encode()
    changed = bytearray()
    changed_ends = []
    start = 0
    for end in ends:
        changed += change(raw[start:end].decode()).encode()
        changed_ends.append(len(changed))
        start = end
    return changed.decode(), changed_ends
