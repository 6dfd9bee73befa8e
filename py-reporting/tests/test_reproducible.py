"""The same sources give the same component, whenever and wherever it is built."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1]
CHECKOUT = FOLDER.parent


@pytest.mark.skipif(sys.platform != "linux", reason="toolchain/python/repeatable.c is for Linux")
def test_a_second_build_elsewhere_gives_the_same_bytes(tmp_path: Path) -> None:
    """The second build is of files with other names, times and numbers, in another order."""
    folder = tmp_path / "a copy"
    for file in sorted((FOLDER / "src").rglob("*.py"), reverse=True):
        copy = folder / file.relative_to(FOLDER)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    output = tmp_path / "reporter.wasm"
    world = "my:pipeline/reporter@2.0.0"
    build = [CHECKOUT / "toolchain" / "componentize", output, world, CHECKOUT / "wit", "--", "src"]
    subprocess.run([str(argument) for argument in build], cwd=folder, env=os.environ | {"KEPT": "no"}, check=True)
    assert output.read_bytes() == (CHECKOUT / "build" / "reporter.wasm").read_bytes()
