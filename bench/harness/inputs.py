"""The files that the contestants read: generated, the same on every machine."""

from pathlib import Path

from .measure import printed
from .places import BIN, BUILD


def generated(rows: int, bad: int = 30, duplicates: int = 10) -> Path:
    """A CSV file; shares are per thousand records."""
    path = BUILD / "data" / f"users-{rows}-{bad}-{duplicates}.csv"
    shares = ["--bad", str(bad), "--dup", str(duplicates)]
    printed([BIN / "samples", "--rows", str(rows), *shares, "--out", path])
    return path


def repeated(rows: int, times: int) -> Path:
    """A CSV file whose records repeat, so that it has few different addresses for its length."""
    path = BUILD / "data" / f"users-{rows}-times-{times}.csv"
    header, _, records = generated(rows).read_bytes().partition(b"\n")
    with path.open("wb") as file:
        file.write(header + b"\n")
        for _ in range(times):
            file.write(records)
    return path
