"""Comparison of two runs."""

from pathlib import Path

REPORTS = ("summary.json", "report.html", "report.md", "report.svg")


def lines(place: Path) -> list[bytes]:
    """Return the sorted lines of a file or of a folder of parts."""
    files = sorted(place.glob("part-*")) if place.is_dir() else [place]
    return sorted(line for file in files for line in file.read_bytes().splitlines(keepends=True))


def assert_same(found: Path, expected: Path) -> None:
    """Check that two outputs are equal except for the order of records."""
    for name in ("users.ndjson", "rejects.ndjson"):
        assert lines(found / name) == lines(expected / name), name
    for name in REPORTS:
        assert (found / name).read_text(encoding="utf-8") == (expected / name).read_text(encoding="utf-8"), name
    assert sorted(file.name for file in found.iterdir()) == sorted(file.name for file in expected.iterdir())
