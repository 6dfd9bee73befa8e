"""What the stage does. It knows nothing of components."""

from collections.abc import Callable


def plain(email: str) -> str:
    """The address without the tag and the dots that its mail server ignores. Text that is not an address stays as it is."""
    local, at, domain = email.partition("@")
    name = local.partition("+")[0].replace(".", "")
    return f"{name}@{domain}" if at and name else email


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
