"""Which domains are allowed in an address."""

from collections.abc import Iterable

import hosts


class Domains:
    """The allowed and the denied domains. By default all are allowed."""

    def __init__(self, allowed: Iterable[str] = (), denied: Iterable[str] = ()) -> None:
        self._allowed = _entries(allowed)
        self._denied = _entries(denied)

    def allow(self, domain: str) -> bool:
        """Whether a domain is allowed.

        One that isn't the name of a host is not: another program may read it as a denied one.
        """
        if not self._allowed and not self._denied:
            return True
        name = hosts.name(domain)
        if name is None:
            return False
        return (not self._allowed or _covers(self._allowed, name)) and not _covers(self._denied, name)


def _entries(written: Iterable[str]) -> set[str]:
    """Domains in the form in which names of hosts are compared; `*.` is before those that stand for the ones below."""
    # An entry that isn't a name matches nothing, but the list isn't empty.
    return {
        ("*." if entry.startswith("*.") else "") + (hosts.name(entry.removeprefix("*.")) or "") for entry in written
    }


def _covers(entries: set[str], domain: str) -> bool:
    if domain in entries:
        return True
    while domain:
        domain = domain.partition(".")[2]
        if domain and "*." + domain in entries:
            return True
    return False
