"""Which domains are allowed in an address."""

from collections.abc import Iterable

import hosts


class Domains:
    """The allowed and the denied domains. By default all are allowed."""

    def __init__(self, allowed: Iterable[str] = (), denied: Iterable[str] = ()) -> None:
        self._allowed = _List(allowed)
        self._denied = _List(denied)

    def allow(self, domain: str) -> bool:
        """Whether a domain is allowed.

        One that isn't the name of a host is not: another program may read it as a denied one.
        """
        if not self._allowed and not self._denied:
            return True
        name = hosts.name(domain)
        if name is None:
            return False
        return (not self._allowed or self._allowed.covers(name)) and not self._denied.covers(name)


class _List:
    """Domains in the form in which names of hosts are compared; `*.` is before those that stand for the ones below."""

    def __init__(self, written: Iterable[str]) -> None:
        # An entry that isn't a name matches nothing, but the list isn't empty.
        self._entries = {
            ("*." if entry.startswith("*.") else "") + (hosts.name(entry.removeprefix("*.")) or "") for entry in written
        }
        self._longest = max(map(len, self._entries), default=0)

    def __len__(self) -> int:
        return len(self._entries)

    def covers(self, domain: str) -> bool:
        if domain in self._entries:
            return True
        # What is longer than all entries isn't looked up: of a domain with many labels, that would take long.
        dot = domain.find(".", max(0, len(domain) - self._longest))
        while dot >= 0:
            if "*." + domain[dot + 1 :] in self._entries:
                return True
            dot = domain.find(".", dot + 1)
        return False
