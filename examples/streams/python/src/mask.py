"""Hides who a user is, so that the rules say the same about the user. The same characters as in Rust."""

import re

# The characters with the Unicode property White_Space. `\s` has more.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"

_OTHERS = re.compile(f"[^{WHITE_SPACE}]")


def mask_name(name: str) -> str:
    """A name with `*` for every character except the first one and white space, so that its length stays."""
    first = _OTHERS.search(name)
    return name[: first.end()] + _OTHERS.sub("*", name[first.end() :]) if first else name


def mask_email(email: str) -> str:
    """An address with `*` for the characters before the first `@` but the very first; without `@`, for all others."""
    local, at, rest = email.partition("@")
    return local[:1] + "*" * (len(local) - 1) + at + rest
