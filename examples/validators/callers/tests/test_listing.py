"""The listing in README.md has each test, and a mark for each validator."""

import inspect
from pathlib import Path

import test_handles

README = Path(__file__).resolve().parents[2] / "README.md"
# The tests that expect a gap.
GAPS = {"what is dropped makes room": ["python"]}
COLUMNS = ("rust", "c", "go", "js", "python")


def test_each_test_has_a_row_in_order() -> None:
    titles = [name.removeprefix("test_").replace("_", " ") for name in vars(test_handles) if name.startswith("test_")]
    section = README.read_text(encoding="utf-8").partition("## Who calls whom")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
    assert [row[0].replace("rule-set", "rule set") for row in rows] == titles
    for title, row in zip(titles, rows, strict=True):
        assert row[2:] == ["×" if column in GAPS.get(title, []) else "●" for column in COLUMNS]
        fixtures = inspect.signature(getattr(test_handles, f"test_{title.replace(' ', '_')}")).parameters
        assert row[1] == ("Go" if "service" in fixtures else "Rust, Python")
