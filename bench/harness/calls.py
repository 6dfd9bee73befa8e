"""Single calls: one user through the service, and an empty call between languages, in nanoseconds."""

from collections.abc import Callable
from pathlib import Path

from .figures import Figure
from .measure import Command, printed
from .places import BENCH, BIN, BUILD, COMPOSED, LIBRARIES, PYTHON, packages_python
from .services import Started, grpc, http

TITLES = {
    "create-user": "create-user, ours on wasmtime (Go and Rust, composed)",
    "create-user-node": "create-user, ours on Node",
    "create-user-native": "create-user, a plain Rust call",
    "create-user-grpc": "create-user, gRPC services (Go asks Rust)",
    "create-user-http": "create-user, HTTP services (Go asks Rust)",
    "crossing": "a call between two guests that does nothing",
    "cgo": "a call from Go to C that does nothing (cgo)",
    "rust-to-go": "a call from Rust to Go that does nothing (c-shared)",
    "python-to-rust": "a call from Python to Rust that does nothing (PyO3), and Python's loop",
    "python-to-go": "a call from Python to Go that does nothing (ctypes, c-shared), and Python's loop",
}


def nanoseconds(*command: str | Path) -> float:
    words: Command = command
    return float(printed(words).split()[-1])


def foreign(what: str, count: str) -> float:
    return nanoseconds(packages_python(), PYTHON / "call_foreign.py", LIBRARIES, what, count)


def over(started: Started, client: str, count: str) -> float:
    with started(BUILD / "out" / "calls") as running:
        return nanoseconds(BIN / client, "call", count, running.users)


def measure(quick: bool, rounds: int, say: Callable[[str], None]) -> dict[str, list[float]]:
    """Interleaved, the first round not counted."""
    users, requests, crossings = ("50000", "2000", "5000000") if quick else ("200000", "10000", "50000000")
    from_python = "1000000" if quick else "5000000"
    ways: dict[str, Callable[[], float]] = {
        "create-user": lambda: nanoseconds(BIN / "calls", "create-user", COMPOSED, users),
        "create-user-node": lambda: nanoseconds("node", BENCH / "node" / "calls.js", users),
        "create-user-native": lambda: nanoseconds(BIN / "native-calls", users),
        "create-user-grpc": lambda: over(grpc, "grpc-client", requests),
        "create-user-http": lambda: over(http, "http-client", requests),
        "crossing": lambda: nanoseconds(BIN / "calls", "crossing", BUILD / "crossing.wasm", crossings),
        "cgo": lambda: nanoseconds(BIN / "cgo-call", crossings),
        "rust-to-go": lambda: foreign("rust-to-go", from_python),
        "python-to-rust": lambda: foreign("rust", from_python),
        "python-to-go": lambda: foreign("go", from_python),
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
