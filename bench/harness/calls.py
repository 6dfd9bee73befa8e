"""Single calls: one user through the service, and an empty call between languages, in nanoseconds."""

from collections.abc import Callable
from pathlib import Path

from .figures import Figure
from .measure import Command, printed
from .places import BENCH, BIN, BUILD, COMPOSED
from .services import services

TITLES = {
    "create-user": "create-user, ours on wasmtime (Go and Rust, composed)",
    "create-user-node": "create-user, ours on Node",
    "create-user-native": "create-user, a plain Rust call",
    "create-user-http": "create-user, HTTP services (Go asks Rust)",
    "crossing": "a call between two guests that does nothing",
    "cgo": "a call from Go to C that does nothing (cgo)",
}


def nanoseconds(*command: str | Path) -> float:
    words: Command = command
    return float(printed(words).split()[-1])


def over_http(count: int) -> float:
    with services(BUILD / "out" / "calls") as running:
        return nanoseconds(BIN / "http-client", "call", str(count), running.users)


def measure(quick: bool, rounds: int, say: Callable[[str], None]) -> dict[str, list[float]]:
    """Interleaved, the first round not counted."""
    users, over, crossings = ("50000", 2_000, "5000000") if quick else ("200000", 10_000, "50000000")
    ways: dict[str, Callable[[], float]] = {
        "create-user": lambda: nanoseconds(BIN / "calls", "create-user", COMPOSED, users),
        "create-user-node": lambda: nanoseconds("node", BENCH / "node" / "calls.js", users),
        "create-user-native": lambda: nanoseconds(BIN / "native-calls", users),
        "create-user-http": lambda: over_http(over),
        "crossing": lambda: nanoseconds(BIN / "calls", "crossing", BUILD / "crossing.wasm", crossings),
        "cgo": lambda: nanoseconds(BIN / "cgo-call", crossings),
    }
    found: dict[str, list[float]] = {key: [] for key in ways}
    for number in range(rounds + 1):
        for key, way in ways.items():
            value = way()
            if number > 0:
                found[key].append(value)
        say(f"calls: {'warm-up' if number == 0 else f'round {number}'}")
    return found


def as_json(found: dict[str, list[float]]) -> dict[str, object]:
    return {key: {"title": TITLES[key], "nanoseconds": Figure.of(values)} for key, values in found.items()}
