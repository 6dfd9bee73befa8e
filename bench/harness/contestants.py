"""The contestants, and how each is run."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .measure import Command, Cost, run
from .places import BENCH, BIN, LIBRARIES, OURS, OURS_ON_NODE, PYTHON, packages_python
from .services import through_grpc, through_http

SOME_REJECTED = 1


@dataclass(frozen=True)
class Contestant:
    key: str
    title: str
    run: Callable[[Path, Path], Cost]
    # Whether its ids and messages must equal ours exactly.
    exact: bool = True
    # Uses a short file, where a long one would take too long.
    slow: bool = False


def ours(host: Path, *options: str) -> Callable[[Path, Path], Cost]:
    def start(source: Path, out: Path) -> Cost:
        return run([host, "run", source, "--out", out, "--quiet", *options], allowed=(0, SOME_REJECTED))

    return start


def native(threads: int) -> Callable[[Path, Path], Cost]:
    return lambda source, out: run([BIN / "native", source, out, str(threads)])


def pipes(source: Path, out: Path) -> Cost:
    return run(
        [BIN / "decode-to-pipe", source],
        [BIN / "pipe-users"],
        [packages_python(), PYTHON / "pipe_write.py", out],
    )


def script(name: str, *arguments: str) -> Callable[[Path, Path], Cost]:
    def start(source: Path, out: Path) -> Cost:
        command: Command = [packages_python(), PYTHON / name, source, out, *arguments]
        return run(command)

    return start


def foreign(source: Path, out: Path) -> Cost:
    return run([packages_python(), PYTHON / "run_foreign.py", LIBRARIES, source, out])


def steady_node(source: Path, out: Path) -> Cost:
    """The second run in one process of Node; peak memory is that of both."""
    whole = run(["node", BENCH / "node" / "steady.js", source, out])
    second = json.loads((out / "steady.json").read_bytes())
    return Cost(second["wall"], second["cpu"], whole.peak)


def contestants() -> list[Contestant]:
    """All of them. Ours is first: the others are compared with it."""
    return [
        Contestant("ours", "ours on wasmtime", ours(OURS)),
        Contestant("ours-1", "ours on wasmtime, one thread", ours(OURS, "--threads", "1")),
        Contestant("node", "ours on Node", ours(OURS_ON_NODE)),
        Contestant("node-steady", "ours on Node, second run in a process", steady_node),
        Contestant("native", "native Rust, one thread", native(1)),
        Contestant("native-all", "native Rust, all cores", native(0)),
        Contestant("foreign", "Python calling Rust and Go in one process", foreign),
        Contestant("pipes", "Rust, Go, Python: NDJSON over pipes", pipes),
        Contestant("grpc-batch", "Rust, Go, Python: gRPC, 1,000 records each", through_grpc(1000)),
        Contestant("http-batch", "Rust, Go, Python: HTTP, 1,000 records each", through_http(1000)),
        Contestant("http-record", "Rust, Go, Python: HTTP, record by record", through_http(1), slow=True),
        Contestant("duckdb-1", "DuckDB, threads = 1", script("run_duckdb.py", "1"), exact=False),
        Contestant("duckdb", "DuckDB, default settings", script("run_duckdb.py"), exact=False),
        Contestant("polars", "Polars", script("run_polars.py"), exact=False),
        Contestant("pydantic", "pydantic v2", script("run_pydantic.py"), exact=False),
    ]
