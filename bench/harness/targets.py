"""Targets for the speed, and whether they are met."""

from dataclasses import dataclass

from . import forms, storing
from .figures import Figure, ratio
from .growth import Found, grown
from .measure import Cost
from .volume import Result


@dataclass(frozen=True)
class Target:
    """A figure with a maximum or a minimum; None in a quick run, which doesn't measure it."""

    what: str
    bound: str
    limit: float
    found: Figure | None
    unit: str = ""

    @property
    def met(self) -> bool | None:
        if self.found is None:
            return None
        return self.found.median <= self.limit if self.bound == "≤" else self.found.median >= self.limit


def targets(
    volume: dict[str, Result],
    calls: dict[str, list[float]],
    startup: dict[str, list[Cost]],
    stored: dict[str, list[Cost]],
    formed: forms.Found,
    growth: Found | None,
) -> list[Target]:
    def rows(over: str, under: str) -> Figure:
        return ratio(volume[over].walls(), volume[under].walls())

    def call(over: str, under: str) -> Figure:
        return ratio(calls[over], calls[under])

    def start(over: str, under: str) -> Figure:
        return ratio([cost.wall for cost in startup[over]], [cost.wall for cost in startup[under]])

    others = [rows(key, "ours") for key in volume if not key.startswith(("ours", "node", "native"))]
    few = Figure.of(cost.peak / 1e6 for cost in growth["ours"]["10M, few addresses"]) if growth else None
    longer = grown(growth["ours"]) if growth else None
    return [
        Target("one thread: ours on wasmtime ÷ native Rust", "≤", 1.25, rows("ours-1", "native")),
        Target("all cores: ours on wasmtime ÷ native Rust", "≤", 1.5, rows("ours", "native-all")),
        Target("ours on Node, second run in a process ÷ native Rust", "≤", 1.25, rows("node-steady", "native")),
        Target("the fastest that isn't native Rust ÷ ours", "≥", 1, min(others, key=lambda figure: figure.median)),
        Target("NDJSON over pipes ÷ ours", "≥", 5, rows("pipes", "ours")),
        Target("gRPC, 1,000 records each ÷ ours", "≥", 5, rows("grpc-batch", "ours")),
        Target("HTTP, 1,000 records each ÷ ours", "≥", 10, rows("http-batch", "ours")),
        Target("HTTP, record by record ÷ ours", "≥", 300, rows("http-record", "ours")),
        Target("pydantic ÷ ours", "≥", 30, rows("pydantic", "ours")),
        Target("Polars ÷ ours", "≥", 1.5, rows("polars", "ours")),
        Target("DuckDB, threads = 1 ÷ ours", "≥", 5, rows("duckdb-1", "ours")),
        Target("create-user: ours on wasmtime ÷ a plain Rust call", "≤", 10, call("create-user", "create-user-native")),
        Target("create-user: ours on Node ÷ ours on wasmtime", "≤", 5, call("create-user-node", "create-user")),
        Target("cgo ÷ a crossing between two guests", "≥", 5, call("cgo", "crossing")),
        Target("Rust to Go (c-shared) ÷ a crossing between two guests", "≥", 5, call("rust-to-go", "crossing")),
        Target("Python to Rust (PyO3) ÷ a crossing between two guests", "≥", 5, call("python-to-rust", "crossing")),
        Target("the sample: CPython rendering alone ÷ ours on wasmtime", "≥", 1, start("cpython", "ours")),
        Target("the sample: ours on Node ÷ `node -e 0`", "≤", 5, start("node", "node-nothing")),
        Target("with `--store` ÷ without it and SQLite's `.import`", "≤", storing.MOST, storing.times(stored)),
        Target("tabs, UTF-16: DuckDB ÷ ours", "≥", 1, forms.times(formed, "utf-16")),
        Target("gzip: DuckDB ÷ ours", "≥", 1, forms.times(formed, "gzip")),
        Target("10M records, few addresses: peak memory", "≤", 150, few, "MB"),
        Target("10M records ÷ 1M: time", "≤", 10.5, longer),
    ]
