"""The form of an e-mail address, and the form in which addresses are compared."""

import re

import hosts

# In bytes (RFC 5321).
_LONGEST_LOCAL = 64
_LONGEST_ADDRESS = 254

_ATEXT = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM = re.compile(rf"{_ATEXT}(?:\.{_ATEXT})*")


def is_email(email: str) -> bool:
    """Whether a text has one `@`, something on both sides of it, and a dot inside the domain, none at its ends."""
    local, _, domain = email.partition("@")
    return bool(local) and "@" not in domain and "." in domain and domain[0] != "." and domain[-1] != "."


def is_strict_email(email: str) -> bool:
    """Whether an address that has one `@` has the form that mail systems agree on."""
    local, _, domain = email.partition("@")
    if len(local) > _LONGEST_LOCAL or not _DOT_ATOM.fullmatch(local):
        return False
    name = hosts.name(domain)
    length = None if name is None else hosts.dns_length(name)
    return length is not None and len(local) + 1 + length <= _LONGEST_ADDRESS


def canonical(email: str) -> str:
    """The address in the form in which addresses are compared."""
    local, at, domain = email.rpartition("@")
    return hosts.lower_ascii(local) + at + hosts.canonical(domain) if at else hosts.lower_ascii(email)
