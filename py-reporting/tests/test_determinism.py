"""The same arguments always give the same text, and only arguments are used."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

import reporting
from reporting import Context, Format, Totals, render
from strategies import runs

PACKAGE = Path(reporting.__file__).parent
IMPORTED = {"bisect", "collections.abc", "dataclasses", "enum", "json", "re"}

DIGEST = """
import hashlib, samples
from reporting import Format, render
texts = [render(*run, format) for run in samples.ALL.values() for format in Format]
print(hashlib.sha256("".join(texts).encode()).hexdigest())
"""


@given(runs())
def test_rendering_twice_gives_the_same_text(run: tuple[Totals, Context]) -> None:
    """Nothing is kept from one call to the next."""
    assert [render(*run, format) for format in Format] == [render(*run, format) for format in Format]


def test_neither_hash_seed_nor_locale_nor_time_zone_changes_a_report() -> None:
    """A different environment gives the same bytes."""
    digests = set()
    for seed, locale, zone in (("1", "C", "UTC"), ("2", "C.UTF-8", "Asia/Tokyo")):
        environment = {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, check=True, capture_output=True, text=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.name)
def test_a_module_imports_little_and_only_at_its_top(path: Path) -> None:
    """No clock, randomness, locale or file is used, and nothing is imported at run time."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert all(node in tree.body for node in imports)
    names: set[str] = set()
    for node in imports:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif node.level == 0:
            names.add(node.module or "")
    assert names <= IMPORTED
